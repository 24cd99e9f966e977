import { fields, map, number, text } from './fields';

/** Most keys of a map. */
export const MAX_KEYS = 64;
/** Most entries of a list. */
export const MAX_ENTRIES = 32;

export const storage = fields({ size: text }, { storageClass: text });
export const resources = fields({ cpu: number, memory: text }, {});
export const textMap = map(text, MAX_KEYS);
