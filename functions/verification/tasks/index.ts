import { files } from '../../runtime/aws.ts';
import { consentRegister } from '../../runtime/consent-register.ts';
import { environment } from '../../runtime/environment.ts';
import { partners } from '../../runtime/partners.ts';
import { programmes } from '../../runtime/programmes.ts';
import { taskFunction } from '../../runtime/task.ts';
import { vault } from '../../runtime/vault.ts';
import { verificationTasks } from './verification-tasks.ts';

export const { handler, manifest } = taskFunction(
  verificationTasks({
    files,
    vault,
    programmes,
    identity: () => partners().identity,
    civilRegistry: () => partners().civilRegistry,
    register: consentRegister,
    callbackUrl: () => `${environment().API_BASE_URL}/birth-registration-callbacks`,
  }),
);
