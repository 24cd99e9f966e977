export * from './engineNames';
export * from './poolKey';
