/** What the module exports. */
import { findMember } from './members.ts';
import { lastProblem, lastProblemAddress, lastTextFacts, setLastSafe, skipText, skipValue } from './scan.ts';
import { setWords } from './search.ts';

export {
  findMember,
  lastProblem,
  lastProblemAddress,
  lastTextFacts,
  setLastSafe,
  setWords,
  skipText,
  skipValue,
};
