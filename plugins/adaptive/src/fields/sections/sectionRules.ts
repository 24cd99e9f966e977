import type { JsonObject } from '@backstage/types';
import {
  CHART_VERSIONS,
  checkEngineInput,
  DEFAULT_CHART_VERSION,
  validateEngine,
  type Finding,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { engineOfForm } from '../engine/engineOfForm';
import { SKELETON } from '../poolRules';
import { findingsAt, isObject } from './sectionValues';
import { SECTIONS } from './sectionSpecs';

/**
 * The chart version that the form has chosen; the default where there is none, or it is not known.
 *
 * @internal
 */
export function chartVersionOf(form: JsonObject): string {
  const { chartVersion } = form;
  return typeof chartVersion === 'string' &&
    CHART_VERSIONS.includes(chartVersion)
    ? chartVersion
    : DEFAULT_CHART_VERSION;
}

/**
 * What the generator's rules say about the sections. What the rest of the form lacks as yet is made up, so that only the
 * sections are judged.
 *
 * @param form - all values of the form, `options` among them
 * @internal
 */
export function findInSections(form: JsonObject): Finding[] {
  const engine = engineOfForm(form);
  const { input: whole } = checkEngineInput(engine);
  const { input: part, findings: faults } = checkEngineInput({
    ...SKELETON,
    ...sectionsOf(form),
    mlflow: engine.mlflow,
    secrets: engine.secrets,
    chartVersion: chartVersionOf(form),
    rootUrl: form.rootUrl || SKELETON.rootUrl,
  });
  const input = whole ?? part;
  const found = input ? validateEngine(input) : faults;
  return found.filter(({ path }) =>
    SECTIONS.some(({ id, at = id }) => findingsAt([{ path }], at).length > 0),
  );
}

/** Only the sections that are fields of an engine's input by themselves. */
function sectionsOf(form: JsonObject): JsonObject {
  const {
    mlflow: _,
    s3Credentials: __,
    ...sections
  } = isObject(form.options) ? form.options : {};
  return sections;
}
