export * from './api';
export * from './engine';
export * from './engineRef';
export * from './freshness';
export * from './problem';
export * from './scalingPath';
