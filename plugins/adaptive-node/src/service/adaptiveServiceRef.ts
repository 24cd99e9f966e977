import {
  type AdaptiveApi,
  AdaptiveClient,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  type BackstageCredentials,
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';

/**
 * What the Adaptive backend knows, for other backend plugins; wherever it runs.
 *
 * @public
 */
export interface AdaptiveService {
  /**
   * A client that asks as somebody: it sees what they may see.
   *
   * @param credentials - of a user's request, or the plugin's own
   */
  as(credentials: BackstageCredentials): AdaptiveApi;
}

/**
 * Service of the Adaptive backend.
 *
 * @example
 * ```ts
 * const { items } = await adaptive
 *   .as(await auth.getOwnServiceCredentials())
 *   .getProblems({ severity: 'critical' });
 * ```
 *
 * @public
 */
export const adaptiveServiceRef = createServiceRef<AdaptiveService>({
  id: 'adaptive-client',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { auth: coreServices.auth, discovery: coreServices.discovery },
      factory: ({ auth, discovery }) => ({
        as: credentials =>
          new AdaptiveClient({
            discoveryApi: discovery,
            fetchApi: {
              fetch: async (input, init) => {
                const { token } = await auth.getPluginRequestToken({
                  onBehalfOf: credentials,
                  targetPluginId: 'adaptive',
                });
                const headers = new Headers(init?.headers);
                headers.set('Authorization', `Bearer ${token}`);
                return await fetch(input, { ...init, headers });
              },
            },
          }),
      }),
    }),
});
