import TextField from '@material-ui/core/TextField';
import {
  CHART_VERSIONS,
  chartCapabilities,
  DEFAULT_CHART_VERSION,
  isInstallable,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import type { chartVersionSchema } from '../schemas';

const NEWEST_FIRST = [...CHART_VERSIONS].reverse();

const OFFERED = NEWEST_FIRST.filter(isInstallable);

const isScalable = (version: string) =>
  chartCapabilities(version).pools.scalable;

function describe(version: string | undefined): string | undefined {
  if (version === undefined || !CHART_VERSIONS.includes(version)) {
    return undefined;
  }
  if (!isInstallable(version)) {
    return 'This version refuses existing Secrets, and cannot be installed.';
  }
  return isScalable(version)
    ? 'Pools of this version are made to scale.'
    : 'Scaling is opt-in: the pods of a pool share one master, and nothing says that a pool may change its size.';
}

/**
 * Chooses a version of the chart: those whose pools are made to scale first, the later ones apart. Versions that cannot be
 * installed are not offered.
 *
 * @internal
 */
export function ChartVersionPicker(
  props: (typeof chartVersionSchema)['TProps'],
) {
  const { formData, onChange, schema, idSchema, rawErrors } = props;
  const errors = rawErrors ?? [];
  const item = (version: string) => (
    <option key={version} value={version}>
      {version}
      {version === DEFAULT_CHART_VERSION ? ' (recommended)' : ''}
    </option>
  );
  return (
    <TextField
      id={idSchema?.$id}
      label={schema.title ?? 'Chart version'}
      required={props.required}
      disabled={props.disabled}
      error={errors.length > 0}
      fullWidth
      margin="normal"
      select
      value={formData ?? ''}
      onChange={event => onChange(event.target.value)}
      helperText={describe(formData) ?? schema.description}
      FormHelperTextProps={{ style: { marginLeft: 0 } }}
      InputLabelProps={{ shrink: true }}
      SelectProps={{ native: true }}
    >
      <optgroup label="Pools are made to scale">
        {OFFERED.filter(isScalable).map(item)}
      </optgroup>
      <optgroup label="Scaling is opt-in">
        {OFFERED.filter(version => !isScalable(version)).map(item)}
      </optgroup>
      {formData === undefined && <option value="" />}
      {formData !== undefined && !OFFERED.includes(formData) && item(formData)}
    </TextField>
  );
}

/**
 * Refuses versions that the generator does not know.
 *
 * @internal
 */
export const validateChartVersion: CustomFieldValidator<string> = (
  version,
  validation,
) => {
  if (version && !CHART_VERSIONS.includes(version)) {
    validation.addError(
      `Chart version '${version}' is not known; accepted are ${CHART_VERSIONS.length} versions from ${CHART_VERSIONS[0]} to ${NEWEST_FIRST[0]}`,
    );
  }
};
