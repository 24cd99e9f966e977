export { createHistory } from './createHistory';
export type { HistoryReader } from './readHistory';
