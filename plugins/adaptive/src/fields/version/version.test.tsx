import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { JsonValue } from '@backstage/types';
import { CHART_VERSIONS } from '@adaptive-portal/plugin-adaptive-manifests';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { renderForm } from '../../__testUtils__/renderForm';

// Machines are busy.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);

function open(initialState: Record<string, JsonValue>) {
  return renderForm({
    api: new MockAdaptiveApi(),
    properties: {
      chartVersion: {
        title: 'Chart version',
        type: 'string',
        'ui:field': 'AdaptiveChartVersionPicker',
      },
      autoscalingMode: {
        title: 'Autoscaling',
        type: 'string',
        'ui:field': 'AdaptiveAutoscalingModePicker',
      },
      acknowledgeElasticPools: {
        title: 'Pools may grow',
        type: 'boolean',
        'ui:field': 'AdaptiveElasticPoolsField',
      },
    },
    initialState,
  });
}

const submit = async () =>
  userEvent.click(screen.getByRole('button', { name: 'Review' }));

async function options(label: string) {
  await userEvent.click(await screen.findByLabelText(label));
  const found = (await screen.findAllByRole('option')).map(
    option => option.textContent,
  );
  await userEvent.keyboard('{Escape}');
  return found;
}

describe('AdaptiveChartVersionPicker', () => {
  it('offers every version that can be installed, those that scale first', async () => {
    open({ chartVersion: '0.23.0' });
    const select = within(await screen.findByLabelText('Chart version'));
    const found = select.getAllByRole('option').map(o => o.textContent);
    // Charts 0.39.0 to 0.43.1 refuse existing Secrets.
    const refused = CHART_VERSIONS.slice(
      CHART_VERSIONS.indexOf('0.39.0'),
      CHART_VERSIONS.indexOf('0.44.0'),
    );
    expect(found).toHaveLength(CHART_VERSIONS.length - refused.length);
    expect(refused.filter(version => found.includes(version))).toEqual([]);
    expect(found[0]).toBe('0.23.0 (recommended)');
    expect(found[found.length - 1]).toBe('0.24.0');
    expect(
      select.getAllByRole('group').map(group => group.getAttribute('label')),
    ).toEqual(['Pools are made to scale', 'Scaling is opt-in']);
    expect(
      screen.getByText('Pools of this version are made to scale.'),
    ).toBeInTheDocument();
  });

  it('keeps a version that cannot be installed, and says so', async () => {
    open({ chartVersion: '0.40.1' });
    expect(await screen.findByLabelText('Chart version')).toHaveValue('0.40.1');
    expect(
      screen.getByText(/This version refuses existing Secrets/),
    ).toBeInTheDocument();
  });

  it('refuses a version that is not known', async () => {
    const { onCreate } = open({ chartVersion: '9.9.9' });
    await screen.findByLabelText('Chart version');
    await submit();
    expect(
      await screen.findAllByText(/'9.9.9' is not known; accepted are/),
    ).not.toHaveLength(0);
    expect(onCreate).not.toHaveBeenCalled();
  });
});

describe('AdaptiveAutoscalingModePicker', () => {
  it('offers the ways that the chart version has', async () => {
    open({ chartVersion: '0.23.0', autoscalingMode: 'platform' });
    expect(await options('Autoscaling')).toEqual([
      "By the platform's KEDA",
      'By a KEDA of its own',
      'Off',
    ]);
    expect(screen.queryByRole('checkbox')).toBeNull();
  });

  it('refuses a KEDA of its own where the chart brings none', async () => {
    open({ chartVersion: '0.24.0', autoscalingMode: 'bundled' });
    expect(
      await screen.findByText(/Chart 0.24.0 has no autoscaling of its own/),
    ).toBeInTheDocument();
    await submit();
    expect(
      await screen.findAllByText(/accepted are 'platform' and 'off'/),
    ).not.toHaveLength(0);
  });

  it('scales later versions only for who acknowledges that pools only grow', async () => {
    const { onCreate } = open({
      chartVersion: '0.30.0',
      autoscalingMode: 'platform',
    });
    const box = await screen.findByRole('checkbox', { name: 'Pools may grow' });
    await submit();
    expect(
      await screen.findAllByText(/scaling is opt-in: tick/),
    ).not.toHaveLength(0);
    await userEvent.click(box);
    await submit();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({
        chartVersion: '0.30.0',
        autoscalingMode: 'platform',
        acknowledgeElasticPools: true,
      }),
    );
  });
});
