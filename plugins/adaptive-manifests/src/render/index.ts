export * from './renderEngine';
export { engineValues } from './values';
