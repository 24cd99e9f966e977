import { useCallback, useEffect } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { adaptiveApiRef } from '../api';
import { useRequest } from '../live/useRequest';
import { ChoiceField, type Choice } from './ChoiceField';
import type { repositoryPickerSchema } from './schemas';

/**
 * Chooses a configured GitOps repository by id. The only one is chosen by itself.
 *
 * @internal
 */
export function RepositoryPicker(
  props: (typeof repositoryPickerSchema)['TProps'],
) {
  const { formData, onChange, schema, idSchema, required, rawErrors } = props;
  const api = useApi(adaptiveApiRef);
  const { state } = useRequest<Choice[]>(
    useCallback(
      async signal =>
        (await api.getRepositories({ signal })).items.map(item => ({
          value: item.id,
          title: item.title,
          detail: `${item.url}, branch ${item.branch}`,
        })),
      [api],
    ),
  );

  const only =
    state.status === 'done' && state.value.length === 1
      ? state.value[0].value
      : undefined;
  useEffect(() => {
    if (only !== undefined && formData === undefined) {
      onChange(only);
    }
  }, [only, formData, onChange]);

  return (
    <ChoiceField
      id={idSchema?.$id}
      label={schema.title ?? 'Repository'}
      description={schema.description}
      noun="repository"
      required={required}
      disabled={props.disabled}
      errors={rawErrors}
      value={formData}
      choices={state}
      onChange={value => onChange(value)}
    />
  );
}
