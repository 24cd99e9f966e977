export * from './engineNames';
export * from './poolKey';
export * from './objectName';
