export * from './keyRanges';
export { chartCapabilities } from './capabilities';
export * from './types';
export * from './versions';
