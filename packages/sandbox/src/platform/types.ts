import type { KubeApiServer } from '../kube/types';

/** One user who can sign in to the sandbox. */
export interface SandboxUser {
  /** Name of the User entity and subject of the identity provider. */
  id: string;
  name: string;
  email: string;
  /** Names of Group entities. */
  groups: string[];
}

/** Addresses and credentials of the running platform, as the generated configuration needs them. */
export interface PlatformAddresses {
  clusters: Array<
    Pick<KubeApiServer, 'name' | 'url' | 'caPem' | 'token'> & {
      title: string;
      /** Public certificate of its sealed-secrets controller. */
      sealingCertPem: string;
    }
  >;
  git: { url: string; username: string; token: string };
  oidc: { metadataUrl: string; clientId: string; clientSecret: string };
  /** Absent when there is no Prometheus on this machine. */
  prometheusUrl?: string;
  controlUrl: string;
}
