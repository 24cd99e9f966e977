import type { ReactElement } from 'react';
import { Navigate, useLocation, useParams } from 'react-router-dom';
import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';

/**
 * A page of tabs at an address that is one of theirs. The page's own address leads to the first tab and keeps the query,
 * so that links may leave the tab out; any other address is not found.
 *
 * @internal
 */
export function KnownTab(props: {
  /** Paths of the tabs, below that of the page. */
  tabs: string[];
  children: ReactElement;
}) {
  const { search, hash } = useLocation();
  const { '*': rest = '' } = useParams();
  if (rest === '' && props.tabs.length > 0) {
    return <Navigate to={{ pathname: props.tabs[0], search, hash }} replace />;
  }
  const known = props.tabs.some(tab => `${rest}/`.startsWith(`${tab}/`));
  return known ? props.children : <NotFoundErrorPage />;
}
