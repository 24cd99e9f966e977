import { configure, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { JsonValue } from '@backstage/types';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { renderForm } from '../../__testUtils__/renderForm';
import { OPTION_SECTIONS } from '../engine/engineOfForm';
import { SECTIONS } from './sectionSpecs';

// Machines are busy.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);

function open(initialState: Record<string, JsonValue> = {}) {
  return renderForm({
    api: new MockAdaptiveApi(),
    properties: {
      options: { type: 'object', 'ui:field': 'AdaptiveSectionsField' },
    },
    initialState,
  });
}

const section = (name: string | RegExp) =>
  screen.findByRole('button', { name });
const submit = async () =>
  userEvent.click(screen.getByRole('button', { name: 'Review' }));

async function create() {
  await submit();
  await userEvent.click(await screen.findByRole('button', { name: 'Create' }));
}

describe('sections of the chart', () => {
  it('are all that an engine has, in the form', () => {
    expect(SECTIONS.map(({ id }) => id).sort()).toEqual(
      [...OPTION_SECTIONS, 'mlflow', 's3Credentials'].sort(),
    );
  });
});

describe('AdaptiveSectionsField', () => {
  it('is closed, and hands on nothing when nothing is touched', async () => {
    const { onCreate } = open();
    expect(
      await section('Ingress and TLS · as the chart has it'),
    ).toHaveAttribute('aria-expanded', 'false');
    expect(screen.queryByRole('textbox')).toBeNull();
    await create();
    await waitFor(() => expect(onCreate).toHaveBeenCalledWith({}));
  });

  it('hands on texts, lists, maps and numbers of a section', async () => {
    const rootUrl = 'https://chat.example.com';
    const { onCreate } = open({ rootUrl });
    await userEvent.click(await section(/^Ingress/));
    await userEvent.click(screen.getByRole('button', { name: 'Add host' }));
    await userEvent.type(screen.getByLabelText('Host'), 'chat.example.com');
    await userEvent.type(
      screen.getByLabelText('Annotations'),
      'a/b=c=d{enter} e = f ',
    );
    await userEvent.click(await section(/^Default group/));
    await userEvent.click(screen.getByLabelText('Use Default group'));
    await userEvent.clear(screen.getByLabelText('Replicas'));
    await userEvent.type(screen.getByLabelText('Replicas'), '3');
    await userEvent.click(await section(/^Image pull/));
    await userEvent.type(
      screen.getByLabelText('Names of Secrets'),
      'x{enter}y',
    );
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({
        rootUrl,
        options: {
          ingress: {
            hosts: [{ host: 'chat.example.com' }],
            annotations: { 'a/b': 'c=d', e: 'f' },
          },
          defaultGroup: { replicas: 3, gpusPerReplica: 1 },
          imagePullSecrets: ['x', 'y'],
        },
      }),
    );
  });

  it('lets go of a section that is emptied or switched off', async () => {
    const { onCreate } = open({
      options: { harmony: { extraEnv: { A: '1' } }, prometheus: {} },
    });
    await userEvent.click(await section('Harmony · changed'));
    await userEvent.clear(screen.getByLabelText('Extra environment'));
    await userEvent.click(await section('Prometheus of the chart · on'));
    await userEvent.click(screen.getByLabelText('Use Prometheus of the chart'));
    await create();
    await waitFor(() => expect(onCreate).toHaveBeenCalledWith({ options: {} }));
  });

  it('offers what the chart version has', async () => {
    open({ chartVersion: '0.48.2' });
    expect(await section(/^Azure Blob/)).toBeInTheDocument();
    for (const name of [/^Tensorboard/, /^Prometheus/, /^Default group/]) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
    await userEvent.click(await section(/^Grafana/));
    await userEvent.click(screen.getByLabelText('Use Grafana and logs'));
    expect(screen.getByLabelText('Volume size')).toBeInTheDocument();
    expect(screen.queryByLabelText(/Version of the chart mon/)).toBeNull();
  });

  it('refuses by name what belongs to another version, and shows it', async () => {
    const { onCreate } = open({
      chartVersion: '0.48.2',
      options: { tensorboard: {} },
    });
    await section('Tensorboard · on');
    await submit();
    expect(
      await screen.findAllByText(
        /tensorboard needs the key tensorboard.enabled, which chart 0.48.2 does not have.*charts 0.12.0 to 0.21.0 have it/,
      ),
    ).not.toHaveLength(0);
    expect(onCreate).not.toHaveBeenCalled();
  });

  it('shows a fault at its field when the field is left', async () => {
    open();
    await userEvent.click(await section(/^MLflow/));
    const size = screen.getByLabelText('Volume size');
    await userEvent.type(size, '10 gigs');
    expect(size).toHaveAttribute('aria-invalid', 'false');
    await userEvent.tab();
    expect(size).toHaveAttribute('aria-invalid', 'true');
    expect(size).toHaveAccessibleDescription(
      /mlflow.storage.size is "10 gigs"/,
    );
    expect(await section('MLflow storage · 1 error')).toBeInTheDocument();
  });

  it('takes other values as YAML, and says which keys the version lacks', async () => {
    const { onCreate } = open();
    await userEvent.click(await section(/^Any other/));
    const yaml = screen.getByLabelText('Values (YAML)');
    await userEvent.type(yaml, 'a: [[');
    expect(yaml).toHaveAccessibleDescription(/This is no YAML/);
    await submit();
    expect(
      await screen.findAllByText(/extraValues is no tree of values/),
    ).not.toHaveLength(0);
    await userEvent.clear(yaml);
    await userEvent.type(yaml, 'noSuchKey: 1');
    await submit();
    expect(
      await screen.findAllByText(/extraValues has "noSuchKey".*does not know/),
    ).not.toHaveLength(0);
    expect(onCreate).not.toHaveBeenCalled();
  });
});
