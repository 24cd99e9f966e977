/**
 * What a value must be: `string`, `number`, `boolean`, `intOrString`, `any`, the name of a type (`#T1`), one of some
 * words, a list or a map.
 */
export type Shape =
  | string
  | { enum: string[] }
  | { list: Shape }
  | { map: Shape };

/** An object whose fields are all known. */
export interface ClosedType {
  fields: Record<string, Shape>;
  required: string[];
}

/** Kinds by `<apiVersion> <kind>`, and the types that they are made of. */
export interface Schemas {
  kinds: Record<string, Shape>;
  types: Record<string, ClosedType>;
}
