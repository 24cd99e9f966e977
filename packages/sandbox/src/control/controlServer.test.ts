import { startControlServer, type ControlServer } from './controlServer';

describe('control server', () => {
  let server: ControlServer;
  const played: Array<[string, Record<string, string>]> = [];

  beforeAll(async () => {
    server = await startControlServer({
      scenes: {
        list: () => [
          { id: 'surge', title: 'Surge', description: '<b>more</b>' },
        ],
        current: () => 'quiet',
        play: async (id, params) => {
          played.push([id, params]);
          return 'Requests rise';
        },
      },
      facts: () => ({ portal: 'http://localhost:7007' }),
    });
  });

  afterAll(() => server.stop());

  it('plays a scene with its parameters', async () => {
    const response = await fetch(`${server.url}/scenes/surge?pool=judge`, {
      method: 'POST',
    });

    expect(await response.json()).toEqual({
      scene: 'surge',
      message: 'Requests rise',
    });
    expect(played).toEqual([['surge', { pool: 'judge' }]]);
  });

  it('names the scenes there are when one is unknown', async () => {
    const response = await fetch(`${server.url}/scenes/nope`, {
      method: 'POST',
    });

    expect(response.status).toBe(404);
    expect((await response.json()).error).toBe(
      "There is no scene 'nope', expected one of: surge",
    );
  });

  it('refuses a request that another site makes', async () => {
    const before = played.length;
    const response = await fetch(`${server.url}/scenes/surge`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
    });

    expect(response.status).toBe(403);
    expect(played).toHaveLength(before);
  });

  it('shows what runs, and no markup of others', async () => {
    const text = await (await fetch(server.url)).text();

    expect(text).toContain('http://localhost:7007');
    expect(text).toContain('&lt;b&gt;more&lt;/b&gt;');
  });

  it('says what a link to an absent tool would have opened', async () => {
    const text = await (
      await fetch(`${server.url}/grafana/d/abc?var-pool=judge`)
    ).text();

    expect(text).toContain('Grafana is not part of the sandbox');
    expect(text).toContain('/d/abc?var-pool=judge');
  });
});
