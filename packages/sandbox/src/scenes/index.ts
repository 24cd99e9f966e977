export { createScenes } from './scenes';
