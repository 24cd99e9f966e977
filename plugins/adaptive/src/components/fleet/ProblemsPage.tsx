import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import Typography from '@material-ui/core/Typography';
import { useApi } from '@backstage/core-plugin-api';
import { Content, EmptyState } from '@backstage/core-components';
import type { ProblemsResponse } from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import { count } from '../../format';
import { useFollowing } from '../../live/useFollowing';
import { useFleet } from '../../live/useLive';
import { FilterBar } from '../common/FilterBar';
import { FilterChoice } from '../common/FilterChoice';
import { LoadingRows, RequestError } from '../common/LiveBoundary';
import { NoMatch } from '../common/NoMatch';
import { SEVERITY } from '../common/tones';
import { useEditUrl } from '../common/useEditUrl';
import { useEngineEntities } from '../common/useEngineEntities';
import { useEnginePath } from '../common/useEnginePath';
import { FleetBanners } from './FleetBanners';
import { writeFilter } from './filters';
import {
  NO_PROBLEM_FILTER,
  readProblemFilter,
  toProblemsRequest,
  type ProblemFilter,
} from './problemFilter';
import { ProblemsTable } from './ProblemsTable';

const SEVERITY_OPTIONS = Object.entries(SEVERITY).map(([value, { label }]) => ({
  value,
  label,
}));

/**
 * What is wrong anywhere in the fleet, the most severe first.
 *
 * @internal
 */
export function ProblemsPage() {
  const api = useApi(adaptiveApiRef);
  const live = useFleet();
  const [query, setQuery] = useSearchParams();
  const filter = readProblemFilter(query);
  const { search, severity, cluster } = filter;
  const { state, retry } = useFollowing<ProblemsResponse>(
    useCallback(
      signal =>
        api.getProblems(toProblemsRequest({ search, severity, cluster }), {
          signal,
        }),
      [api, search, severity, cluster],
    ),
  );
  const setFilter = (next: ProblemFilter) =>
    setQuery(writeFilter(query, next), { replace: true });
  return (
    <Content>
      <FleetBanners live={live} />
      <Filters
        filter={filter}
        clusters={clustersOf(live)}
        onChange={setFilter}
      />
      {state.status === 'loading' && <LoadingRows label="Loading problems" />}
      {state.status === 'failed' && (
        <RequestError subject="problems" error={state.error} retry={retry} />
      )}
      {state.status === 'done' && (
        <Found
          answer={state.value}
          filtered={Object.values(filter).some(text => text !== '')}
          onClear={() => setFilter(NO_PROBLEM_FILTER)}
        />
      )}
    </Content>
  );
}

function clustersOf(live: ReturnType<typeof useFleet>): string[] {
  return live.status === 'live' || live.status === 'reconnecting'
    ? [...new Set(live.value.engines.map(({ ref }) => ref.cluster))]
    : [];
}

function Filters(props: {
  filter: ProblemFilter;
  clusters: string[];
  onChange: (filter: ProblemFilter) => void;
}) {
  const { filter, clusters, onChange } = props;
  return (
    <FilterBar
      label="Problems"
      id="adaptive-problem-search"
      search={filter.search}
      onSearch={search => onChange({ ...filter, search })}
    >
      <FilterChoice
        id="adaptive-problem-severity"
        label="Severity"
        value={filter.severity}
        options={SEVERITY_OPTIONS}
        onChange={severity => onChange({ ...filter, severity })}
      />
      <FilterChoice
        id="adaptive-problem-cluster"
        label="Cluster"
        value={filter.cluster}
        options={clusters.map(name => ({ value: name, label: name }))}
        onChange={cluster => onChange({ ...filter, cluster })}
      />
    </FilterBar>
  );
}

function Found(props: {
  answer: ProblemsResponse;
  filtered: boolean;
  onClear: () => void;
}) {
  const { items, totalItems, counts, incomplete = [] } = props.answer;
  const refs = useMemo(() => items.map(({ ref }) => ref), [items]);
  const entityOf = useEngineEntities(refs);
  const pathOf = useEnginePath(entityOf);
  const editUrl = useEditUrl(entityOf);
  if (totalItems === 0) {
    return props.filtered ? (
      <NoMatch text="No problem matches." onClear={props.onClear} />
    ) : (
      <EmptyState
        missing="data"
        title={incomplete.length > 0 ? 'No problems known' : 'No problems'}
        description={
          incomplete.length > 0
            ? `The portal found nothing wrong with the engines it knows. It could not list those of ${incomplete
                .map(({ cluster }) => cluster)
                .join(', ')} yet.`
            : 'The portal found nothing wrong with the engines that you may see.'
        }
      />
    );
  }
  return (
    <>
      <Typography
        variant="body2"
        color="textSecondary"
        role="status"
        gutterBottom
      >
        {count(totalItems, 'problem')}: {counts.critical} critical,{' '}
        {count(counts.warning, 'warning')}, {counts.info} info
        {items.length < totalItems &&
          `. The ${items.length} most severe are shown; search to see others.`}
      </Typography>
      <ProblemsTable problems={items} pathOf={pathOf} editUrl={editUrl} />
    </>
  );
}
