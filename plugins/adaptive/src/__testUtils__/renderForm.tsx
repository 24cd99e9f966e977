import { renderInTestApp } from '@backstage/frontend-test-utils';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import type { AdaptiveApi } from '@adaptive-portal/plugin-adaptive-common';
import type { JsonObject, JsonValue } from '@backstage/types';
import { adaptiveApiRef } from '../api';
import { clusterPicker, poolsField, repositoryPicker } from '../fields/options';

/**
 * Renders the scaffolder's own form with our fields, one step, and records what it creates.
 *
 * @internal
 */
export function renderForm(options: {
  api: AdaptiveApi;
  properties: JsonObject;
  required?: string[];
  initialState?: Record<string, JsonValue>;
}) {
  const onCreate = jest.fn(async () => {});
  renderInTestApp(
    <Stepper
      extensions={[clusterPicker, poolsField, repositoryPicker].map(
        ({ schema, ...field }) => ({ ...field, schema: schema.schema }),
      )}
      initialState={options.initialState}
      manifest={{
        title: 'Engine',
        steps: [
          {
            title: 'Step',
            schema: {
              title: 'Step',
              type: 'object',
              required: options.required ?? [],
              properties: options.properties,
            },
          },
        ],
      }}
      onCreate={onCreate}
    />,
    { apis: [[adaptiveApiRef, options.api]] },
  );
  return { onCreate };
}
