export * from './api';
export * from './engine';
export * from './engineRef';
export * from './freshness';
export * from './history';
export * from './problem';
export * from './scalingPath';
export * from './unlistedWorkloads';
