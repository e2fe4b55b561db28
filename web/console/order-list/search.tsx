// Goes straight to the order whose id is typed.
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { SearchBox } from '../parts/search.tsx';

export const Search = () => {
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const go = () => typed.trim() !== '' && navigate(`/orders/${encodeURIComponent(typed.trim())}`);
  return <SearchBox label="Order id" value={typed} onType={setTyped} onEnter={go} />;
};
