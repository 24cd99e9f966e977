export * from './input';
export * from './kubernetes';
export * from './options';
export * from './parts';
export * from './secrets';
export type {
  ApplicationSetTarget,
  Finding,
  FindingFix,
  FixValue,
  FluxTarget,
  RenderTarget,
  RenderedFile,
  RepositoryLayout,
} from '@adaptive-portal/plugin-adaptive-common';
