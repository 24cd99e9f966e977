import Typography from '@material-ui/core/Typography';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import type { ClusterStatus } from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../api';
import type { RequestState } from '../live/useRequest';
import { ChoiceField, type Choice } from './ChoiceField';
import { describeCluster } from './clusterText';
import type { clusterPickerSchema } from './schemas';
import { useClusters } from './useClusters';

/**
 * Chooses a cluster by name, with its freshness and free GPUs. A cluster that does not answer can be chosen, with a warning.
 *
 * @internal
 */
export function ClusterPicker(props: (typeof clusterPickerSchema)['TProps']) {
  const { formData, onChange, schema, idSchema, required, rawErrors } = props;
  const { state } = useClusters();
  const chosen =
    state.status === 'done'
      ? state.value.find(cluster => cluster.name === formData)
      : undefined;

  return (
    <>
      <ChoiceField
        id={idSchema?.$id}
        label={schema.title ?? 'Cluster'}
        description={schema.description}
        noun="cluster"
        required={required}
        disabled={props.disabled}
        errors={rawErrors}
        value={formData}
        choices={toChoices(state)}
        onChange={value => onChange(value)}
      />
      {chosen && chosen.freshness.status !== 'live' && (
        <Typography variant="body2" role="status">
          {warning(chosen)}
        </Typography>
      )}
    </>
  );
}

function toChoices(
  state: RequestState<ClusterStatus[]>,
): RequestState<Choice[]> {
  if (state.status !== 'done') {
    return state;
  }
  return {
    status: 'done',
    value: state.value.map(cluster => ({
      value: cluster.name,
      title:
        cluster.title === cluster.name
          ? cluster.name
          : `${cluster.title} (${cluster.name})`,
      detail: describeCluster(cluster),
    })),
  };
}

function warning({ title, freshness }: ClusterStatus): string {
  const cause = freshness.message ? ` (${freshness.message})` : '';
  return `The portal does not hear from ${title} at the moment${cause}. The files can be made, but free GPUs and existing engines are not checked.`;
}

/**
 * Refuses a cluster that the portal does not know. When the list cannot be read nothing is refused: the action checks again.
 *
 * @internal
 */
export const validateCluster: CustomFieldValidator<string> = async (
  value,
  validation,
  { apiHolder },
) => {
  const api = apiHolder.get(adaptiveApiRef);
  if (!value || !api) {
    return;
  }
  const names = await api.getClusters().then(
    answer => answer.items.map(cluster => cluster.name),
    () => undefined,
  );
  if (names && !names.includes(value)) {
    validation.addError(
      `Cluster '${value}' is not known to this portal; known: ${names.join(
        ', ',
      )}`,
    );
  }
};
