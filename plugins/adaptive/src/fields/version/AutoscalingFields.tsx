import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormHelperText from '@material-ui/core/FormHelperText';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import {
  chartCapabilities,
  type EngineInput,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { readForm } from '../poolsContext';
import type { autoscalingModeSchema, elasticPoolsSchema } from '../schemas';
import { chartVersionOf } from '../sections/sectionRules';

type Mode = EngineInput['autoscaling']['mode'];

const TITLES: Record<Mode, string> = {
  platform: "By the platform's KEDA",
  bundled: 'By a KEDA of its own',
  off: 'Off',
};

const HELP: Record<Mode, string> = {
  platform: "ScaledObjects for the cluster's own KEDA and Prometheus.",
  bundled:
    'The chart installs KEDA and Prometheus for this engine: one such engine per cluster at most.',
  off: 'Every pool has its fewest replicas.',
};

const isMode = (value: unknown): value is Mode =>
  typeof value === 'string' && Object.hasOwn(TITLES, value);

/** Modes that a version of the chart has. */
function modesOf(version: string): Mode[] {
  return chartCapabilities(version).autoscaling === 'bundled'
    ? ['platform', 'bundled', 'off']
    : ['platform', 'off'];
}

/**
 * Chooses who scales the pools, among the ways that the chart version has.
 *
 * @internal
 */
export function AutoscalingModePicker(
  props: (typeof autoscalingModeSchema)['TProps'],
) {
  const { formData, onChange, schema, idSchema, rawErrors } = props;
  const version = chartVersionOf(readForm(props.formContext));
  const modes = modesOf(version);
  const known = isMode(formData) ? formData : undefined;
  const misses = known !== undefined && !modes.includes(known);
  return (
    <TextField
      id={idSchema?.$id}
      label={schema.title ?? 'Autoscaling'}
      required={props.required}
      disabled={props.disabled}
      error={misses || (rawErrors ?? []).length > 0}
      fullWidth
      margin="normal"
      select
      value={formData ?? ''}
      onChange={event => onChange(event.target.value)}
      helperText={
        misses
          ? `Chart ${version} has no autoscaling of its own; charts up to 0.23.0 have.`
          : known && HELP[known]
      }
      FormHelperTextProps={{ style: { marginLeft: 0 } }}
    >
      {modes.map(mode => (
        <MenuItem key={mode} value={mode}>
          {TITLES[mode]}
        </MenuItem>
      ))}
      {misses && <MenuItem value={known}>{TITLES[known]}</MenuItem>}
    </TextField>
  );
}

/**
 * Refuses a way of scaling that the chart version does not have.
 *
 * @internal
 */
export const validateAutoscalingMode: CustomFieldValidator<string> = (
  mode,
  validation,
  { formData },
) => {
  const form = readForm({ formData });
  const version = chartVersionOf(form);
  if (isMode(mode) && !modesOf(version).includes(mode)) {
    validation.addError(
      `Chart ${version} has no autoscaling of its own; accepted are 'platform' and 'off', or a chart version up to 0.23.0`,
    );
  }
  if (
    mode === 'platform' &&
    !chartCapabilities(version).pools.scalable &&
    form.acknowledgeElasticPools !== true
  ) {
    validation.addError(
      `With chart ${version} scaling is opt-in: tick that you know that pools only grow, or choose 'Off' or a chart version up to 0.23.0`,
    );
  }
};

/**
 * Asks to acknowledge that pools only grow; there only for chart versions where that is so.
 *
 * @internal
 */
export function ElasticPoolsField(
  props: (typeof elasticPoolsSchema)['TProps'],
) {
  const { formData, onChange, formContext, schema, idSchema } = props;
  const version = chartVersionOf(readForm(formContext));
  if (chartCapabilities(version).pools.scalable) return null;
  return (
    <>
      <FormControlLabel
        label={schema.title ?? 'Pools may grow'}
        disabled={props.disabled}
        control={
          <Checkbox
            id={idSchema?.$id}
            color="primary"
            checked={formData === true}
            onChange={event => onChange(event.target.checked || undefined)}
          />
        }
      />
      <FormHelperText>{schema.description}</FormHelperText>
    </>
  );
}
