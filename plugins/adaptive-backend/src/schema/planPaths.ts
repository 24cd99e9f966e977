import { answer, errors } from './operationParts';

/** What a change is about to meet. */
export const planPaths = {
  '/plan': {
    post: {
      operationId: 'postPlan',
      description:
        'Facts that a plan of a change is made of, as far as the caller may know them. Changes nothing. Needs adaptive.engine.plan.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/PlanRequest' },
          },
        },
      },
      responses: {
        '200': answer('PlanResponse', 'The facts'),
        ...errors,
        '413': answer('Error', 'The body is too large; nothing was read'),
        '503': answer(
          'Error',
          'Whether the caller may know of the engine could not be found out',
        ),
      },
    },
  },
} as const;
