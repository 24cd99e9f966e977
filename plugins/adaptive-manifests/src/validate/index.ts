export * from './applyFix';
export * from './validateEngine';
export * from './scanSecrets';
export * from './validateChange';
export { validateAgainstCluster } from './cluster/validateAgainstCluster';
