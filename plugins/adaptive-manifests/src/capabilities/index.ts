export { chartCapabilities } from './capabilities';
export * from './types';
export * from './versions';
