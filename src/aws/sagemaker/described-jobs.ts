/** Training jobs described one by one, paced to a rate that the API allows. It brings the SageMaker client. */
import type { Clock } from '../../report/ports.ts';
import { connectSageMaker, type JobDescription, type SageMaker } from './connect-sagemaker.ts';
import { Pacer } from './pacer.ts';
import { reasonOf, sageMakerFault } from './sagemaker-faults.ts';

/** Describe calls a second, of one process. */
const CALLS_PER_SECOND = 4;

/** The jobs of the account and region that the SDK is configured for. Needs sagemaker:DescribeTrainingJob. */
export class DescribedJobs {
  readonly #connect: () => Promise<SageMaker>;
  readonly #pacer: Pacer;
  #client: Promise<SageMaker> | undefined;

  /** @param connect opens the client, once, when it is first needed */
  constructor(clock: Clock, connect: () => Promise<SageMaker> = connectSageMaker) {
    this.#connect = connect;
    this.#pacer = new Pacer(CALLS_PER_SECOND, clock);
  }

  /** The region that is asked. @throws Fault */
  async region(): Promise<string> {
    return (await this.#open()).region;
  }

  /** The job of a name, or undefined when there is none. @throws Fault */
  async describe(name: string): Promise<JobDescription | undefined> {
    const client = await this.#open();
    await this.#pacer.turn();
    try {
      return await client.describeTrainingJob(name);
    } catch (error) {
      if (reasonOf(error) === 'not-found') return undefined;
      throw sageMakerFault(error, `describe the training job ${name}`, 'sagemaker:DescribeTrainingJob');
    }
  }

  async #open(): Promise<SageMaker> {
    this.#client ??= this.#connect();
    try {
      return await this.#client;
    } catch (error) {
      this.#client = undefined;
      throw sageMakerFault(error, 'connect to SageMaker', 'sagemaker:DescribeTrainingJob');
    }
  }
}
