import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/frontend-plugin-api';

/**
 * The fleet page.
 *
 * @internal
 */
export const rootRouteRef = createRouteRef();

/**
 * The page of one engine, also of one that is in no catalog.
 *
 * @internal
 */
export const engineRouteRef = createRouteRef({
  params: ['cluster', 'namespace', 'release'],
});

/**
 * Where people choose a software template.
 *
 * @internal
 */
export const templatesRouteRef = createExternalRouteRef({
  defaultTarget: 'scaffolder.root',
});
