import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  EngineInput,
  RenderedFile,
  RenderTarget,
  RepositoryLayout,
} from '../model';
import { engineEntityName } from '../names';
import { toYaml } from '../yaml/toYaml';
import { applicationSpec, chartSources } from './application';
import { environmentTarget, inEnvironment, overlay } from './environments';
import { ownManifests } from './ownManifests';
import { secretsAnnotation } from './secretManifests';
import { engineValues, targetValues } from './values';

/** Go template of Argo CD for a field of an environment. */
const field = (name: string) => `{{.${name}}}`;

const OVERLAY_COMMENT = 'Values of one environment, laid over values.yaml.';

interface Environment {
  name: string;
  input: EngineInput;
  target: RenderTarget;
}

function environmentsOf(
  input: EngineInput,
  target: RenderTarget,
): Environment[] {
  return (input.environments ?? []).map(environment => ({
    name: environment.name,
    input: inEnvironment(input, environment),
    target: environmentTarget(target, environment),
  }));
}

function element({ name, input, target }: Environment): JsonObject {
  const { destination } = target.argocd;
  return {
    environment: name,
    cluster: input.cluster,
    namespace: input.namespace,
    application: engineEntityName({
      cluster: input.cluster,
      namespace: input.namespace,
      release: input.name,
    }),
    destination: 'name' in destination ? destination.name : destination.server,
  };
}

/** The chart's source reads the values of its environment last, so that they win. */
function withOverlay(sources: JsonObject[], folder: string): JsonObject[] {
  return sources.map(source => {
    const { helm } = source;
    if (source.chart !== 'adaptive' || typeof helm !== 'object') return source;
    const { valueFiles, ...rest } = helm as JsonObject;
    return {
      ...source,
      helm: {
        ...rest,
        valueFiles: [
          ...(valueFiles as JsonValue[]),
          `$values/${folder}/values-${field('environment')}.yaml`,
        ],
      },
    };
  });
}

function applicationSet(
  input: EngineInput,
  target: RenderTarget,
  paths: RepositoryLayout,
  environments: Environment[],
  hasManifests: boolean,
): JsonObject {
  const places = {
    ...paths,
    manifests: `${paths.manifests}/${field('environment')}`,
  };
  const byServer = environments.some(
    environment => 'server' in environment.target.argocd.destination,
  );
  const labels = { 'app.kubernetes.io/managed-by': 'adaptive-portal' };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: {
      name: engineEntityName({
        cluster: input.cluster,
        namespace: input.namespace,
        release: input.name,
      }),
      namespace: target.argocd.namespace,
      labels,
      ...secretsAnnotation(input),
    },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [{ list: { elements: environments.map(element) } }],
      template: {
        metadata: {
          name: field('application'),
          labels,
          finalizers: ['resources-finalizer.argocd.argoproj.io'],
        },
        spec: {
          project: target.argocd.project,
          destination: {
            [byServer ? 'server' : 'name']: field('destination'),
            namespace: field('namespace'),
          },
          ...applicationSpec(
            { ...input, namespace: field('namespace') },
            withOverlay(
              chartSources(input, target, places, hasManifests),
              paths.engine,
            ),
          ),
        },
      },
    },
  };
}

/** The ApplicationSet, and the values and manifests of each environment. */
export function applicationSetFiles(
  input: EngineInput,
  target: RenderTarget,
  paths: RepositoryLayout,
): RenderedFile[] {
  const environments = environmentsOf(input, target);
  const base = engineValues(input);
  const manifests = environments.flatMap(environment => {
    const own = ownManifests(environment.input, environment.target.autoscaling);
    return [...own.secrets, ...own.beside, ...own.scaling].map(
      ({ file, object }) => ({
        path: `${paths.manifests}/${environment.name}/${file}`,
        content: toYaml(object),
      }),
    );
  });
  return [
    {
      path: paths.application,
      content: toYaml(
        applicationSet(
          input,
          target,
          paths,
          environments,
          manifests.length > 0,
        ),
      ),
    },
    ...environments.map(environment => ({
      path: `${paths.engine}/values-${environment.name}.yaml`,
      content: toYaml(
        overlay(
          base,
          targetValues(environment.input, environment.target.autoscaling),
        ),
        OVERLAY_COMMENT,
      ),
    })),
    ...manifests,
  ];
}
