import {
  ADAPTIVE_ENGINE_ANNOTATION,
  parseEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { InputError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { EngineInput, RenderedFile } from '../model';
import { parseEngineInput } from '../parse';
import { toText, ValuesView } from '../predict/valuesView';
import { autoscalingOf, poolsOf } from './extractPools';
import { mlflowOf, optionsOf } from './extractOptions';
import { environmentsOf, firstScaledObjects } from './extractEnvironments';
import { secretsOf } from './extractSecrets';
import {
  installation,
  readEngineFiles,
  type EngineFiles,
} from './manifestReader';

function needed(view: ValuesView | undefined, what: string): ValuesView {
  if (!view) {
    throw new InputError(
      `No ${what} is among the files, so that the engine cannot be read back; accepted are the files that the portal writes`,
    );
  }
  return view;
}

function clusterOf(component: ValuesView): string {
  const annotations = component.object('metadata.annotations');
  return parseEngineRef(toText(annotations[ADAPTIVE_ENGINE_ANNOTATION]))
    .cluster;
}

function image(values: ValuesView, part: string): JsonValue | undefined {
  const { repository, tag } = values.object(`${part}.image`);
  return repository === undefined ? undefined : { repository, tag };
}

function assemble(files: EngineFiles): JsonObject {
  const values = needed(files.values, 'values.yaml');
  if (files.helmReleases.length === 0 && !files.applicationSet) {
    needed(files.application, 'Argo CD Application');
  }
  const component = needed(files.component, 'catalog Component');
  const installed = installation(files);
  if (!installed) {
    throw new InputError(
      'No Application with the chart adaptive as source is among the files, so that the engine cannot be read back; accepted are the files that the portal writes',
    );
  }
  return {
    name: installed.release,
    owner: component.at('spec.owner'),
    description: component.at('metadata.description'),
    cluster: clusterOf(component),
    namespace: installed.namespace,
    chartVersion: installed.chartVersion,
    containerRegistry: values.at('containerRegistry'),
    images: {
      harmony: image(values, 'harmony'),
      controlPlane: image(values, 'controlPlane'),
      sandkasten: image(values, 'sandkasten'),
    },
    rootUrl: values.at('controlPlane.rootUrl'),
    secrets: secretsOf(values, files),
    pools: poolsOf(values, installed, firstScaledObjects(files)),
    autoscaling: autoscalingOf(values, installed, files.scaledObjects),
    mlflow: mlflowOf(values, files.claim),
    ...optionsOf(values, installed, files),
    environments: environmentsOf(values, installed, files),
  };
}

/** What {@link extractEngine} does, for files that have been read already. */
export function extractFrom(files: EngineFiles): EngineInput {
  return parseEngineInput(assemble(files));
}

/**
 * Reads an engine back from the files that {@link renderEngine} wrote, wherever the layout put them.
 *
 * What has no trace in the files comes back as it renders: values equal to a default are left out, and a pool
 * that nothing scales on a chart from 0.24 has the same minimum and maximum. What people added by hand is not
 * read.
 *
 * @throws InputError when files are missing, or were changed so that they describe no engine any more
 * @public
 */
export function extractEngine(files: readonly RenderedFile[]): EngineInput {
  return extractFrom(readEngineFiles(files));
}
