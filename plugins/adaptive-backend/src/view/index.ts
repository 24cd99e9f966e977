export { createEnginesService } from './createEnginesService';
export type * from './types';
