import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RestartTable } from './RestartTable';

const pods = { min: 1, max: 1 };

describe('RestartTable', () => {
  it('shows the first of many reasons, and the others on demand', async () => {
    const reasons = ['one', 'two', 'three', 'four', 'five'];
    render(
      <RestartTable
        restarts={[
          { workload: 'Deployment/a', effect: 'restarted', pods, reasons },
        ]}
      />,
    );
    expect(screen.getByText('one, two, three')).toBeVisible();
    expect(screen.queryByText(/four/)).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'and 2 more' }));
    expect(screen.getByText('four, five')).toBeVisible();
  });

  it('shows a few reasons at once', () => {
    const reasons = ['one', 'two', 'three', 'four'];
    render(
      <RestartTable
        restarts={[
          { workload: 'Deployment/a', effect: 'restarted', pods, reasons },
        ]}
      />,
    );
    expect(screen.getByText('one, two, three, four')).toBeVisible();
  });
});
