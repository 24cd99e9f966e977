import { renderInTestApp } from '@backstage/frontend-test-utils';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import type { AdaptiveApi } from '@adaptive-portal/plugin-adaptive-common';
import type { Entity } from '@backstage/catalog-model';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import type { JsonObject, JsonValue } from '@backstage/types';
import { adaptiveApiRef } from '../api';
import { allFields } from '../fields/options';

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
  /** What is in the catalog. */
  entities?: Entity[];
}) {
  const onCreate = jest.fn(async () => {});
  renderInTestApp(
    <Stepper
      extensions={allFields.map(({ schema, ...field }) => ({
        ...field,
        schema: schema.schema,
      }))}
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
    {
      apis: [
        [adaptiveApiRef, options.api],
        [catalogApiRef, catalogApiMock({ entities: options.entities })],
      ],
    },
  );
  return { onCreate };
}
