/**
 * The body of a registration as JSON Schema, for forms. Written down, since bundles carry nothing that writes schemas down; a test holds it to
 * `RegistrationRequest`.
 */
export const REGISTRATION_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    programme: {
      type: 'string',
      maxLength: 64,
      description: 'identifier of the programme',
    },
    area: {
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$',
    },
    language: {
      type: 'string',
      pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$',
      description: 'the language of her messages',
    },
    mother: {
      type: 'object',
      properties: {
        givenName: {
          type: 'string',
          minLength: 1,
          maxLength: 100,
          pattern: "^[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{Pd} .’'()/]*$",
        },
        familyName: {
          type: 'string',
          minLength: 1,
          maxLength: 100,
          pattern: "^[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{Pd} .’'()/]*$",
        },
        birthDate: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'her date of birth',
        },
        phone: {
          description: 'E.164, or as dialled in the country of the programme',
          type: 'string',
          minLength: 3,
          maxLength: 32,
        },
        nationalId: {
          description: 'left out where she has none: her identity is then verified by a person',
          type: 'string',
          maxLength: 64,
        },
        address: {
          type: 'object',
          properties: {
            line: {
              type: 'string',
              minLength: 1,
              maxLength: 200,
            },
            locality: {
              type: 'string',
              minLength: 1,
              maxLength: 100,
            },
            postalCode: {
              type: 'string',
              minLength: 1,
              maxLength: 20,
            },
          },
          additionalProperties: false,
        },
      },
      required: ['givenName', 'familyName', 'birthDate'],
      additionalProperties: false,
    },
    pregnancy: {
      description: 'for a registration before the birth',
      type: 'object',
      properties: {
        lastMenstrualPeriodOn: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
        expectedOn: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
      additionalProperties: false,
    },
    children: {
      description: 'after a birth: each child',
      maxItems: 8,
      type: 'array',
      items: {
        type: 'object',
        properties: {
          givenName: {
            type: 'string',
            minLength: 1,
            maxLength: 100,
            pattern: "^[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{Pd} .’'()/]*$",
          },
          familyName: {
            type: 'string',
            minLength: 1,
            maxLength: 100,
            pattern: "^[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{Pd} .’'()/]*$",
          },
          sex: {
            type: 'string',
            enum: ['female', 'male', 'unknown'],
          },
          bornOn: {
            type: 'string',
            format: 'date',
            pattern:
              '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
            description: 'date of birth',
          },
          bornAtTime: {
            description: 'local time of birth',
            type: 'string',
            pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
          },
          birthPlace: {
            type: 'string',
            enum: ['home', 'facility', 'transit'],
          },
          birthLocation: {
            description: 'where: village, ward, road',
            type: 'string',
            minLength: 1,
            maxLength: 200,
          },
          facility: {
            description: 'identifier of the facility',
            type: 'string',
            minLength: 1,
            maxLength: 64,
          },
          facilityKind: {
            description: "the kind of facility in the programme's words, such as government",
            type: 'string',
            minLength: 1,
            maxLength: 40,
          },
          birthOrder: {
            description: 'tells a twin from the same child sent again',
            type: 'integer',
            minimum: 1,
            maximum: 8,
          },
          nationalId: {
            type: 'string',
            maxLength: 64,
          },
          certificate: {
            description: 'number of the birth certificate',
            type: 'string',
            maxLength: 64,
          },
        },
        required: ['sex', 'bornOn', 'birthPlace'],
        additionalProperties: false,
      },
    },
    consent: {
      oneOf: [
        {
          type: 'object',
          properties: {
            method: {
              type: 'string',
              const: 'paper',
            },
            scanReference: {
              type: 'string',
              minLength: 1,
              maxLength: 200,
              description: 'where the scan of the signed sheet is kept',
            },
            purposes: {
              default: ['verification', 'programme', 'messages', 'sharing'],
              minItems: 1,
              type: 'array',
              items: {
                type: 'string',
                enum: ['verification', 'programme', 'messages', 'sharing'],
              },
            },
          },
          required: ['method', 'scanReference'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: {
            method: {
              type: 'string',
              const: 'digital',
            },
            attestedBy: {
              type: 'string',
              minLength: 1,
              maxLength: 100,
              description: 'how she gave it: her account, or the worker who was there',
            },
            purposes: {
              default: ['verification', 'programme', 'messages', 'sharing'],
              minItems: 1,
              type: 'array',
              items: {
                type: 'string',
                enum: ['verification', 'programme', 'messages', 'sharing'],
              },
            },
          },
          required: ['method', 'attestedBy'],
          additionalProperties: false,
        },
      ],
    },
    applicant: {
      default: {},
      description: 'the facts that the programme asks for',
      type: 'object',
      propertyNames: {
        type: 'string',
        pattern: '^[A-Za-z][A-Za-z0-9]{0,39}$',
      },
      additionalProperties: {
        anyOf: [
          {
            type: 'string',
            maxLength: 200,
          },
          {
            type: 'number',
          },
          {
            type: 'boolean',
          },
          {
            type: 'null',
          },
          {
            maxItems: 50,
            type: 'array',
            items: {
              anyOf: [
                {
                  type: 'string',
                  maxLength: 200,
                },
                {
                  type: 'number',
                },
                {
                  type: 'object',
                  propertyNames: {
                    type: 'string',
                  },
                  additionalProperties: {},
                },
              ],
            },
          },
        ],
      },
    },
    paymentAddress: {
      description: 'where she wants to be paid; modality as in GovStack Payments',
      type: 'object',
      properties: {
        modality: {
          type: 'string',
          pattern: '^0[0-4]$',
        },
        address: {
          type: 'string',
          minLength: 3,
          maxLength: 30,
        },
      },
      required: ['modality', 'address'],
      additionalProperties: false,
    },
    externalReference: {
      description: "the caller's own reference; the same one is the same registration",
      type: 'string',
      pattern: '^[\\w.:-]{1,64}$',
    },
    recordedAt: {
      description: 'when it was recorded, if that was before it was sent',
      type: 'string',
      format: 'date-time',
      pattern:
        '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
    },
  },
  required: ['programme', 'area', 'language', 'mother', 'consent'],
  additionalProperties: false,
} as const;
