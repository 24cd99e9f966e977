export * from './validateEngine';
export * from './scanSecrets';
