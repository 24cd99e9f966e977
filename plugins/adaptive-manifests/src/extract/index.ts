export * from './extractEngine';
