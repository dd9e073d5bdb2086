/** What the module exports. */
import { findMember } from './members.ts';
import { lastProblem, lastProblemAddress } from './problems.ts';
import { setLastSafe, skipValue } from './scan.ts';
import { setWords } from './search.ts';
import { lastTextFacts, skipText } from './texts.ts';

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
