export * from './adaptiveServiceRef';
