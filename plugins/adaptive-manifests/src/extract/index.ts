export { extractEngine } from './extractEngine';
