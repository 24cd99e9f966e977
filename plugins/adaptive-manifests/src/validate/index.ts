export * from './applyFix';
export * from './validateEngine';
export { scanSecrets } from './scanSecrets';
export * from './validateChange';
export { validateAgainstCluster } from './cluster/validateAgainstCluster';
