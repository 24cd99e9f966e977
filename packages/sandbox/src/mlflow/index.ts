export { createMlflow } from './mlflow';
