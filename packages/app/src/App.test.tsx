import { render, screen } from '@testing-library/react';
import App from './App';

describe('App', () => {
  it('asks to sign in with what the configuration offers', async () => {
    const appConfig = [
      {
        context: 'test',
        data: {
          app: {
            title: 'Test',
            baseUrl: 'http://localhost:3000',
            signIn: { providers: ['oidc'], oidcTitle: 'Company login' },
          },
          backend: { baseUrl: 'http://localhost:7007' },
        },
      },
    ];
    // The app reads an array from the environment that the bundler fills in; a real environment holds text only.
    Object.defineProperty(process, 'env', {
      value: { ...process.env, APP_CONFIG: appConfig },
    });

    render(App.createRoot());

    expect(
      await screen.findByText('Company login', {}, { timeout: 10_000 }),
    ).toBeInTheDocument();
    expect(screen.queryByText('Guest')).not.toBeInTheDocument();
  }, 30_000);
});
