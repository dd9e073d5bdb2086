/** Set up before the tests that judge mutants: the same random examples each time, and no search for a smaller one. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 1, endOnFailure: true });
