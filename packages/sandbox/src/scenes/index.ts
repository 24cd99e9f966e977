export { createScenes } from './scenes';
export type { SceneLine, Scenes, ScenesOptions } from './scenes';
