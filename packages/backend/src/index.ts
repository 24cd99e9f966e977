import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@adaptive-portal/plugin-catalog-backend-module-adaptive'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@adaptive-portal/plugin-permission-backend-module-adaptive'),
);

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
backend.add(
  import('@adaptive-portal/plugin-scaffolder-backend-module-adaptive'),
);

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@adaptive-portal/plugin-search-backend-module-adaptive'));

backend.add(import('@adaptive-portal/plugin-adaptive-backend'));

// Offers the read-only actions of the Adaptive backend to MCP clients, at /api/mcp-actions/v1.
backend.add(import('@backstage/plugin-mcp-actions-backend'));

backend.add(import('@backstage/plugin-user-settings-backend'));
// The user settings of the pages travel over signals, and signals over events.
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));

// Problems of engines, where `adaptive.notifications` is switched on.
backend.add(import('@backstage/plugin-notifications-backend'));

backend.start();
