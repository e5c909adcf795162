/**
 * How often things happen. Shares of 1. Those with a source are rounded from it; the rest are chosen so that each path of the programme
 * is walked by some.
 */
export const RATES = {
  /** Deliveries of twins. @source Monden, Pison and Smits, Human Reproduction 2021: 12 in 1,000 worldwide */
  twins: 0.012,
  /** @source Ohuma and others, Lancet 2023: 9.9 % of births before 37 weeks, worldwide in 2020 */
  preterm: 0.099,
  pretermOfTwins: 0.55,
  /** Of pregnancies that are known. @source Quenby and others, Lancet 2021: 15.3 % of recognised pregnancies */
  miscarriage: 0.153,
  /** @source UN Inter-agency Group for Child Mortality Estimation: 14 in 1,000 births, worldwide */
  stillbirth: 0.014,
  /** @source UN Inter-agency Group for Child Mortality Estimation: 17 in 1,000 live births, worldwide */
  neonatalDeath: 0.017,
  /** From 28 days to a year. @source the same: 27 in 1,000 die in the first year */
  laterInfantDeath: 0.01,
  /** @source WHO, Trends in maternal mortality 2000 to 2020: 223 in 100,000 live births */
  motherDeath: 0.0022,
  /** Of live births. @source the natural sex ratio, 105 boys to 100 girls */
  boys: 0.512,

  bornAtHome: 0.2,
  bornOnTheWay: 0.015,
  /** Of births at a facility on a weekend, those that were put to a working day. */
  plannedForWorkday: 0.25,
  registeredAfterBirth: 0.42,
  /** Registered half a year and more after the birth. */
  registeredLate: 0.05,
  periodUnknown: 0.15,

  noNationalId: 0.12,
  noPhone: 0.06,
  sharesHousehold: 0.22,
  ownPhoneInHousehold: 0.3,
  noPaymentAddress: 0.05,
  closedAccount: 0.01,
  consentOnPaper: 0.7,
  otherLanguage: 0.2,

  /** The registry does not know the number that she gave. */
  unknownToRegistry: 0.015,
  spelledOtherwiseInRegistry: 0.05,
  otherBirthDateInRegistry: 0.008,
  /** Births that are ever registered, after a birth at a facility and after another. */
  birthRegisteredFacility: 0.9,
  birthRegisteredElsewhere: 0.6,
  birthRegisteredLate: 0.12,

  moves: 0.06,
  nextPregnancy: 0.2,
  registeredTwice: 0.006,
  /** Has the name and the birthday of somebody else. */
  namesake: 0.003,
} as const;
