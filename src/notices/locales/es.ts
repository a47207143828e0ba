import type { Catalogue } from '../phrase.ts';
import type { PhraseFacts } from '../phrase-shape.ts';

// Not reviewed by a native speaker yet.
// Addresses the person as “usted”, most often without naming the person.

/** A name stands alone ("de Fotos"), the service has an article ("del servicio"), and so a name with an article follows it. */
const inflect =
  (named: (name: string) => string, unnamed: string) =>
  ({ notice, service, Service }: PhraseFacts): string => {
    if (notice?.label === undefined) return unnamed;
    return /^(?:el|la|los|las) /i.test(notice.label) ? `${unnamed} «${Service}»` : named(service);
  };

const of = inflect((name) => `de ${name}`, 'del servicio');
const to = inflect((name) => `a ${name}`, 'al servicio');
const withService = inflect((name) => `con ${name}`, 'con el servicio');
const inService = inflect((name) => `en ${name}`, 'en el servicio');

const NOT_YOUR_SIDE = 'Normalmente no se debe a su dispositivo ni a su conexión.';
const WE_GO_ON = 'Seguimos intentándolo. No hace falta hacer nada.';
const OR_CONNECTION = 'Si tampoco se abren otros sitios, se debe a la conexión.';
const CHECK_FIRST = 'Espere unos minutos. Si estaba enviando algo, compruebe si llegó antes de enviarlo de nuevo.';
const KEEPS_COMING_AND_GOING = 'La conexión se corta y vuelve una y otra vez.';
const NO_NETWORK = 'Su dispositivo indica que no hay conexión de red.';

/** Everything that notices can say, in Spanish. */
export const es: Required<Catalogue> = {
  'service.name': 'el servicio',
  'service.start': 'El servicio',
  announcement: '{title}. {text}',

  'slow.title': '{Service} tarda más de lo habitual',
  'slow.detail': '{Service} aún no ha respondido. Hasta ahora nada ha fallado.',
  'slow.advice': 'Seguimos esperando la respuesta.',
  'slow.slow-connection.detail': 'Su conexión parece lenta en este momento.',
  'slow.slow-connection.advice': 'Todavía puede completarse. Un lugar con mejor señal puede ayudar.',
  'slow.many.title': 'Varios servicios van lentos en este momento',
  'slow.many.detail': 'Aún no han respondido. Hasta ahora nada ha fallado.',
  'slow.write.title': (facts) => `El envío ${to(facts)} sigue en curso`,
  'slow.write.named.title': 'El envío de «{what}» sigue en curso',
  'slow.write.detail': '{Service} aún no lo ha confirmado. Hasta ahora nada ha fallado.',
  'slow.write.advice': 'No hace falta pulsar otra vez.',
  'slow.playback.title': 'La carga va lenta',
  'slow.playback.detail': 'El vídeo llega más despacio de lo que se reproduce.',
  'slow.playback.advice': 'Puede detenerse un momento para cargar. Con menos calidad quizá no se detenga.',

  'bad-gateway.title': '{Service} no responde correctamente',
  'bad-gateway.detail':
    'Hubo conexión, pero la respuesta no se pudo usar. Suele durar poco y normalmente no se debe a su dispositivo ni a su conexión.',
  'bad-gateway.advice': WE_GO_ON,
  'unavailable.title': '{Service} no está disponible ahora',
  'unavailable.detail': `Tiene demasiado trabajo o está cerrado por un tiempo. ${NOT_YOUR_SIDE}`,
  'unavailable.advice': WE_GO_ON,
  'unavailable-until.title': '{Service} nos ha pedido esperar',
  'unavailable-until.detail': 'Ahora no está disponible, y nos ha indicado cuándo volver.',
  'unavailable-until.advice': 'Puede dejar esta página abierta. Volveremos a intentarlo entonces.',
  'gateway-timeout.title': '{Service} tarda demasiado en responder',
  'gateway-timeout.detail': `Hubo conexión, pero {service} seguía esperando a uno de sus propios sistemas. ${NOT_YOUR_SIDE}`,
  'gateway-timeout.advice': WE_GO_ON,
  'timeout.title': (facts) => `Aún no hay respuesta ${of(facts)}`,
  'timeout.detail': (facts) =>
    `Preguntamos y no llegó nada. La causa puede estar en la conexión o ${inService(facts)}.`,
  'timeout.advice': 'Seguimos intentándolo.',
  'server-error.title': (facts) => `Algo ha fallado ${inService(facts)}`,
  'server-error.detail': `Tuvo un problema con lo que pedimos. ${NOT_YOUR_SIDE}`,
  'server-error.advice': 'Seguimos intentándolo.',
  'rate-limited.title': (facts) => `Esperando el permiso ${of(facts)}`,
  'rate-limited.detail': '{Service} limita la frecuencia de uso y nos ha pedido ir más despacio.',
  'rate-limited.advice': 'Continuaremos en cuanto nos deje. No hace falta hacer nada.',
  'network.title': (facts) => `No hay conexión ${withService(facts)}`,
  'network.detail': (facts) =>
    `No conseguimos llegar. La causa puede estar en la conexión, en una extensión del navegador, en un programa de seguridad o ${inService(facts)}.`,
  'network.advice': `Seguimos intentándolo. ${OR_CONNECTION}`,
  'network.device.title': 'Ahora no podemos conectar con nada',
  'network.device.detail':
    'Varios servicios están inaccesibles a la vez, así que lo más probable es que se deba a la conexión.',
  'network.device.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.title': 'Parece que no hay conexión',
  'offline.detail': NO_NETWORK,
  'offline.advice': 'Continuaremos cuando vuelva la conexión.',
  'offline.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.when.retrying': 'Puede que la conexión haya vuelto. Intentándolo de nuevo…',
  'many.title': 'Varios servicios no responden',
  'many.detail': 'Afectados: {list}. Normalmente no se debe a su dispositivo.',
  'many.advice': WE_GO_ON,
  'paused.title': '{Service} no responde en este momento',
  'paused.detail': 'Varios intentos seguidos han fallado, así que le damos tiempo para recuperarse.',
  'paused.advice': 'Volveremos a comprobarlo automáticamente. No hace falta hacer nada.',

  'playback.title': 'Esperando la siguiente parte del vídeo',
  'playback.detail': '{Service} aún no envía la siguiente parte. Normalmente no se debe a su dispositivo.',
  'playback.advice': 'Continuará automáticamente cuando llegue más.',
  'network.playback.detail': (facts) =>
    `La siguiente parte no llega. La causa puede estar en la conexión o ${inService(facts)}.`,

  'slow-connection.advice': 'La señal parece débil. Seguimos intentándolo.',
  'flapping.detail': '{Service} desaparece y vuelve una y otra vez.',
  'long-outage.detail': 'Esto ya dura {duration}. Seguimos comprobándolo en segundo plano.',
  'work-kept': 'Lo que introdujo sigue aquí.',
  affected: 'Afectados: {list}.',

  'when.waiting': 'Próximo intento {in} como máximo.',
  'when.waiting.soon': 'Próximo intento dentro de unos segundos.',
  // Fits a time as well as a day with a time.
  'when.waiting.clock': 'Próximo intento: {time}.',
  'when.retrying': 'Intentándolo de nuevo…',
  'when.paused': 'Próxima comprobación {in} como máximo.',
  'when.paused.soon': 'Próxima comprobación dentro de unos segundos.',
  'when.paused.clock': 'Próxima comprobación: {time}.',
  'when.failed': 'Se puede volver a intentar a partir de: {time}.',
  waiting: {
    one: 'Hay 1 operación en espera.',
    many: 'Hay {n} de operaciones en espera.',
    other: 'Hay {n} operaciones en espera.',
  },

  'recovered.title': '{Service} vuelve a funcionar',
  'recovered.detail': 'Todo lo que estaba en espera ha terminado.',
  'recovered.partial': {
    one: 'Algo de lo que pidió no se cargó. Puede intentarlo de nuevo cuando quiera.',
    many: 'Parte de lo que pidió no se cargó. Puede intentarlo de nuevo cuando quiera.',
    other: 'Parte de lo que pidió no se cargó. Puede intentarlo de nuevo cuando quiera.',
  },
  'recovered.partial.named': 'No se cargó: {list}. Puede intentarlo de nuevo cuando quiera.',
  'recovered.offline.title': 'Ya hay conexión de nuevo',
  'recovered.network.title': 'La conexión ha vuelto',
  'recovered.many.title': 'Los servicios vuelven a funcionar',
  'recovered.playback.title': 'La reproducción continúa',
  'recovered.playback.detail': 'La siguiente parte ha llegado.',

  'failed.title': 'Lo sentimos, {service} sigue sin responder',
  'failed.detail': {
    one: 'Lo intentamos una vez y no funcionó.',
    many: 'Lo intentamos {n} de veces durante {duration} y no funcionó.',
    other: 'Lo intentamos {n} veces durante {duration} y no funcionó.',
  },
  'failed.unsent.detail': (facts) => `No llegó nada ${to(facts)}, porque no respondía.`,
  'failed.advice': 'Vuelva a intentarlo dentro de unos minutos.',
  'failed.timeout.title': (facts) => `Lo sentimos, no llegó respuesta ${of(facts)}`,
  'failed.network.title': (facts) => `Lo sentimos, no pudimos conectar ${withService(facts)}`,
  'failed.network.advice': `Vuelva a intentarlo en un momento. ${OR_CONNECTION}`,
  'failed.offline.title': (facts) => `Lo sentimos, no hay conexión ${withService(facts)}`,
  'failed.offline.unsent.detail': 'No enviamos nada, porque su dispositivo indicaba que no había conexión.',
  'failed.offline.advice': 'Vuelva a intentarlo cuando haya conexión.',
  'failed.device.title': 'Lo sentimos, no pudimos conectar',
  'failed.device.detail': 'Durante {duration} no pasó nada, así que dejamos de intentarlo.',
  'failed.server-error.title': (facts) => `Lo sentimos, algo falla ${inService(facts)}`,
  'failed.unavailable-until.title': 'Lo sentimos, {service} aún no está disponible',
  'failed.rate-limited.title': 'Lo sentimos, {service} necesita una pausa más larga',
  'failed.rate-limited.write.title': 'No se guardó: {service} nos ha pedido esperar',
  'failed.rate-limited.write.named.title': '«{what}» no se guardó',
  'failed.rate-limited.write.detail': '{Service} limita la frecuencia de uso, así que no se guardó nada.',
  'failed.playback.title': 'Lo sentimos, este vídeo dejó de cargarse',
  'failed.playback.detail': 'La siguiente parte no llegó.',
  'failed.playback.advice': 'Vuelva a intentarlo en un momento.',

  'not-sent.title': (facts) => `No se envió: sin conexión ${withService(facts)}`,
  'not-sent.named.title': '«{what}» no se envió: sin conexión',
  'not-sent.device.title': 'No se envió: no había conexión',
  'not-sent.detail': 'Su dispositivo indicaba que no había conexión, así que no se envió nada.',
  'not-sent.network.detail': 'No conseguimos llegar, así que no se envió nada.',
  'not-sent.advice': 'Envíelo de nuevo cuando haya conexión.',
  'not-sent.network.advice': `Envíelo de nuevo en un momento. ${OR_CONNECTION}`,

  'outcome-unknown.title': 'No sabemos si se guardó',
  'outcome-unknown.named.title': 'No sabemos si se guardó «{what}»',
  'outcome-unknown.upstream.title': 'No sabemos si {service} lo guardó',
  'outcome-unknown.detail': 'Lo enviamos, pero {service} no lo confirmó. Puede haber llegado o no.',
  'outcome-unknown.advice': 'Compruébelo antes de enviarlo de nuevo.',
  'stopped.title': (facts) => `Hemos dejado de intentarlo ${withService(facts)}`,
  'stopped.detail': '{Service} puede seguir teniendo problemas.',
  'stopped.device.title': 'Hemos dejado de intentar conectar',
  'stopped.device.detail': 'Puede que la conexión aún no haya vuelto.',
  'stopped.advice': 'Puede intentarlo de nuevo cuando quiera.',

  'not-found.title': 'No lo hemos encontrado',
  'not-found.named.title': 'No hemos encontrado «{what}»',
  'not-found.detail': 'Puede que se haya movido o eliminado, que el enlace sea antiguo o que haga falta otra cuenta.',
  'not-found.advice': 'Compruebe el enlace o búsquelo de otra manera. Intentarlo de nuevo probablemente no ayude.',
  'not-found.playback.title': 'Este vídeo no está disponible',
  'gone.title': 'Eso ya no está disponible',
  'gone.named.title': '«{what}» ya no está disponible',
  'gone.detail': 'Se eliminó, y no se espera que vuelva.',
  'gone.advice': 'Busque una versión más reciente o vuelva atrás.',
  'signed-out.title': 'Inicie sesión para continuar',
  'signed-out.named.title': 'Inicie sesión para continuar con «{what}»',
  'signed-out.detail':
    'Para esto hace falta iniciar sesión. Una sesión puede terminar por sí sola al cabo de un tiempo.',
  'signed-out.advice': 'Después de iniciar sesión, inténtelo de nuevo.',
  'forbidden.title': 'Esta cuenta no tiene acceso',
  'forbidden.named.title': 'Sin acceso a «{what}» con esta cuenta',
  'forbidden.detail': '{Service} no lo permitió con la cuenta en uso.',
  'forbidden.advice': 'Pruebe con otra cuenta o pregunte a quien gestiona el acceso.',
  'rejected.title': '{Service} no pudo aceptar eso',
  'rejected.named.title': '{Service} no pudo aceptar «{what}»',
  'rejected.detail': 'Algo no era como {service} lo espera.',
  'rejected.advice': 'Intentarlo de nuevo sin cambios probablemente no ayude.',

  'action.retry-now': 'Intentar ahora',
  'action.retry-now.busy': 'Intentando…',
  'action.cancel': 'Dejar de intentar',
  'action.dismiss': 'Ocultar',
  'action.dismiss.aria': 'Ocultar el mensaje sobre {service}',
  'action.dismiss.device.aria': 'Ocultar el mensaje sobre la conexión',
  'action.dismiss.many.aria': 'Ocultar el mensaje sobre varios servicios',
  'action.details': '¿Qué significa esto?',
  'support.code': 'Código: {code}',
  'support.reference': 'Referencia: {reference}',
  'region.label': 'Mensajes sobre la conexión',
  'list.others': { one: '1 más', many: '{n} más', other: '{n} más' },
  'list.services': { one: '1 servicio', many: '{n} de servicios', other: '{n} servicios' },

  'explain.heading.happened': 'Qué ha pasado',
  'explain.heading.side': 'Dónde está el problema',
  'explain.heading.temporary': '¿Es pasajero?',
  'explain.heading.advice': 'Qué se puede hacer',
  'explain.side.service': (facts) => `Casi siempre ${inService(facts)}, no en usted ni en su dispositivo.`,
  'explain.side.connection': 'Muy probablemente en la conexión entre su dispositivo e internet.',
  'explain.side.device': 'En la conexión entre su dispositivo e internet.',
  'explain.side.request': 'En ninguna parte. {Service} funciona y ha respondido.',
  'explain.side.unknown': (facts) => `Desde aquí no se puede saber. Puede estar en la conexión o ${inService(facts)}.`,
  'explain.temporary.likely': 'Normalmente sí, a menudo en cuestión de minutos.',
  'explain.temporary.unknown': 'Desde aquí no se puede saber.',
  'explain.temporary.no': 'Por sí solo, no.',

  'explain.bad-gateway.happened':
    'La mayoría de los servicios se componen de varios ordenadores. El primero recibió lo que pedimos y lo pasó al siguiente, pero no pudo usar lo que este devolvió. Lo que buscaba seguramente sigue ahí.',
  'explain.bad-gateway.advice': (facts) => `Espere unos minutos. Si continúa, avise ${to(facts)}.`,
  'explain.unavailable.happened': (facts) =>
    `Llegamos ${to(facts)}, y la respuesta fue «ahora no». Tiene demasiado trabajo o se ha cerrado a propósito por un tiempo.`,
  'explain.unavailable.temporary': 'Normalmente sí. A veces nos indica cuándo, y entonces mostramos la hora.',
  'explain.unavailable.advice':
    'Espere un poco, o hasta la hora indicada. Puede intentarlo antes, pero quizá sea pronto.',
  'explain.gateway-timeout.happened':
    'La mayoría de los servicios se componen de varios ordenadores. El primero recibió lo que pedimos y lo pasó al siguiente, pero este no respondió a tiempo.',
  'explain.gateway-timeout.side': (facts) =>
    `Casi siempre ${inService(facts)}. Algo va lento allí, más a menudo que averiado.`,
  'explain.gateway-timeout.advice': CHECK_FIRST,
  'explain.timeout.happened': 'Preguntamos, y la respuesta tardó tanto que dejamos de esperarla.',
  'explain.timeout.advice': CHECK_FIRST,
  'explain.server-error.happened': 'Lo que pedimos llegó, y algo falló mientras {service} lo procesaba.',
  'explain.server-error.advice': (facts) => `Espere un poco. Si falla siempre, avise ${to(facts)}.`,
  'explain.rate-limited.happened': '{Service} recibió en poco tiempo más de lo que permite.',
  'explain.rate-limited.side': 'En ninguna parte. {Service} se protege de recibir demasiado a la vez.',
  'explain.rate-limited.advice': 'Espere un poco, o hasta la hora indicada. Antes de eso puede que no nos deje pasar.',
  'explain.network.happened': (facts) =>
    `No pudimos conectar ${withService(facts)}. Los navegadores no dicen a las páginas por qué, para que no averigüen nada sobre su red.`,
  'explain.network.device.happened':
    'No pudimos conectar con varios servicios a la vez. Los navegadores no dicen a las páginas por qué, para que no averigüen nada sobre su red.',
  'explain.network.advice':
    'Mire si se abren otros sitios. Si no, se debe a la conexión: una red wifi pública puede pedir que se identifique primero. Si se abren, pruebe sin extensiones del navegador.',
  'explain.offline.happened': NO_NETWORK,
  'explain.offline.temporary': 'Sí, cuando vuelva la conexión.',
  'explain.offline.advice': 'Mire la wifi o la señal móvil.',
  'explain.slow.happened': 'Preguntamos, y la respuesta se retrasa. Hasta ahora nada ha fallado.',
  'explain.slow.advice': 'Espere, o haga otra cosa mientras tanto.',
  'explain.many.happened': 'Varios servicios que esta página necesita no responden al mismo tiempo.',
  'explain.many.side': 'Muy probablemente en algo que estos servicios comparten.',
  'explain.many.advice': 'Espere unos minutos.',
  'explain.not-found.happened': '{Service} funciona y respondió que no hay nada que mostrar en esta dirección.',
  'explain.not-found.side': 'Muy probablemente en el enlace: puede ser antiguo o necesitar otra cuenta.',
  'explain.not-found.temporary': 'La respuesta no lo dice. Normalmente no.',
  'explain.not-found.advice': 'Compruebe el enlace, busque o cambie de cuenta. Intentarlo de nuevo rara vez ayuda.',
  'explain.gone.happened': '{Service} funciona y respondió que esto se eliminó definitivamente.',
  'explain.gone.advice': 'Busque una versión más reciente.',
  'explain.signed-out.happened': '{Service} funciona y necesita saber quién es usted.',
  'explain.signed-out.advice': 'Inicie sesión y vuelva a intentarlo.',
  'explain.forbidden.happened': '{Service} funciona y no permite esto con la cuenta en uso.',
  'explain.forbidden.advice': 'Pruebe con otra cuenta o pregunte a quien gestiona el acceso.',
  'explain.rejected.happened': '{Service} funciona y no pudo aceptar lo que se envió.',
  'explain.rejected.advice': 'Cambie algo y vuelva a intentarlo.',
  'explain.stopped.happened': 'Dejamos de intentarlo porque usted lo pidió.',
  'explain.stopped.advice': 'Puede intentarlo de nuevo cuando quiera.',
};
