export * from './conditions';
export * from './engineResource';
export * from './rules';
