export { createHistory } from './createHistory';
export type { HistoryReader } from './readHistory';
export type { NewEntry } from './entries';
