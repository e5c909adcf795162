/** What the personal fields of a record say is sealed where it is kept. */
import type { Vault } from '../../runtime/vault.ts';
import type { Content } from './domain/content.ts';
import type { RegistryDefinition } from './domain/definition.ts';
import type { RegistryRecord, SealedRecord } from './records.ts';

/** Code points in one piece: at most 4 bytes each, and the key takes 4,096. */
const PIECE = 1_000;

const piecesOf = (text: string): readonly string[] => {
  const points = Array.from(text);
  return Array.from({ length: Math.ceil(points.length / PIECE) }, (_, place) => points.slice(place * PIECE, (place + 1) * PIECE).join(''));
};

export const sealing = (vault: Vault, { name, version, fields }: RegistryDefinition) => {
  const isPersonal = (field: string): boolean => fields[field]?.personal === true;
  const ownerOf = (uuid: string, place: number): string => `registry ${name}/${version}/${uuid}/${String(place)}`;
  return {
    /** @throws what the key service throws */
    async sealed({ content, ...record }: RegistryRecord): Promise<SealedRecord> {
      const entries = Object.entries(content);
      const personal = entries.filter(([field]) => isPersonal(field));
      const rest = { ...record, content: Object.fromEntries(entries.filter(([field]) => !isPersonal(field))) };
      if (personal.length === 0) return rest;
      const pieces = piecesOf(JSON.stringify(Object.fromEntries(personal)));
      return { ...rest, sealed: await Promise.all(pieces.map((piece, place) => vault.seal(piece, ownerOf(record.uuid, place)))) };
    },
    /** Fields in the order of the registry's definition. @throws what the key service throws */
    async opened({ sealed, content, ...record }: SealedRecord): Promise<RegistryRecord> {
      if (sealed === undefined) return { ...record, content };
      const pieces = await Promise.all(sealed.map((piece, place) => vault.open(piece, ownerOf(record.uuid, place))));
      const all: Content = { ...content, ...(JSON.parse(pieces.join('')) as Content) };
      return {
        ...record,
        content: Object.fromEntries(Object.keys(fields).flatMap((field) => (field in all ? [[field, all[field]]] : []))),
      };
    },
  };
};
