export * from './validateEngine';
