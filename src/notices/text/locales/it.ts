import type { Catalogue } from '../catalog.ts';
import type { PhraseFacts } from '../phrase.ts';

// Not reviewed by a native speaker yet.
// Addresses the person with neither “tu” nor “Lei”; buttons have the short imperative usual on screens.

/** The noun bends, and the name follows it untouched: whatever the app calls its service, no article or number of the name meets a verb or a preposition. */
const bend =
  (bent: string, otherwise: string) =>
  ({ service }: PhraseFacts): string =>
    service.startsWith('il ') ? `${bent} ${service.slice(3)}` : `${otherwise}${service}`;

const of = bend('del', 'di ');
const from = bend('dal', 'da ');
const to = bend('al', 'a ');
const about = bend('sul', 'su ');

const NOT_YOUR_SIDE = 'Di solito non dipende dal dispositivo né dalla connessione.';
const WE_GO_ON = 'I tentativi continuano. Non serve fare nulla.';
const OR_CONNECTION = 'Se non si aprono nemmeno altri siti, dipende dalla connessione.';
const CHECK_FIRST = 'Attendere qualche minuto. Se era in corso un invio, controllare se è arrivato prima di ripeterlo.';
const KEEPS_COMING_AND_GOING = 'La connessione va e viene di continuo.';
const NO_NETWORK = 'Il dispositivo segnala che non c’è connessione alla rete.';

/** Everything that notices can say, in Italian. */
export const it: Required<Catalogue> = {
  'service.name': 'il servizio',
  'service.start': 'Il servizio',
  'service.named': 'il servizio «{what}»',
  'service.named.start': 'Il servizio «{what}»',
  announcement: '{title}. {text}',

  'slow.title': '{Service} impiega più tempo del solito',
  'slow.detail': '{Service} non ha ancora risposto. Finora nulla è andato storto.',
  'slow.advice': 'Siamo ancora in attesa della risposta.',
  'slow.slow-connection.detail': 'In questo momento la connessione sembra lenta.',
  'slow.slow-connection.advice': 'Può ancora riuscire. Un luogo con un segnale migliore può aiutare.',
  'slow.many.title': 'Diversi servizi sono lenti in questo momento',
  'slow.many.detail': 'Non hanno ancora risposto. Finora nulla è andato storto.',
  'slow.write.title': (facts) => `Invio ${to(facts)} ancora in corso`,
  'slow.write.named.title': 'Invio di «{what}» ancora in corso',
  'slow.write.detail': '{Service} non l’ha ancora confermato. Finora nulla è andato storto.',
  'slow.write.advice': 'Non serve premere di nuovo.',
  'slow.playback.title': 'Il caricamento è lento',
  'slow.playback.detail': 'Il video arriva più lentamente di quanto venga riprodotto.',
  'slow.playback.advice': 'Può fermarsi un momento per caricare. Con una qualità inferiore potrebbe non fermarsi.',

  'bad-gateway.title': '{Service} non risponde correttamente',
  'bad-gateway.detail':
    'Il collegamento è riuscito, ma la risposta non era utilizzabile. Di solito dura poco e non dipende dal dispositivo né dalla connessione.',
  'bad-gateway.advice': WE_GO_ON,
  'unavailable.title': '{Service} non è disponibile al momento',
  'unavailable.detail': `C’è troppo da fare, oppure è chiuso per un po’. ${NOT_YOUR_SIDE}`,
  'unavailable.advice': WE_GO_ON,
  'unavailable-until.title': '{Service} ci ha chiesto di aspettare',
  'unavailable-until.detail': 'Al momento non è disponibile, e ci ha indicato quando tornare.',
  'unavailable-until.advice': 'Si può lasciare aperta questa pagina. Riproveremo a quell’ora.',
  'gateway-timeout.title': '{Service} impiega troppo tempo a rispondere',
  'gateway-timeout.detail': `Il collegamento è riuscito, ma {service} attendeva ancora uno dei propri sistemi. ${NOT_YOUR_SIDE}`,
  'gateway-timeout.advice': WE_GO_ON,
  'timeout.title': (facts) => `Ancora nessuna risposta ${from(facts)}`,
  'timeout.detail': (facts) =>
    `Abbiamo chiesto e non è arrivato nulla. Può dipendere dalla connessione o ${from(facts)}.`,
  'timeout.advice': 'I tentativi continuano.',
  'server-error.title': '{Service} ha avuto un problema',
  'server-error.detail': `Ciò che abbiamo chiesto non è riuscito. ${NOT_YOUR_SIDE}`,
  'server-error.advice': 'I tentativi continuano.',
  'rate-limited.title': (facts) => `In attesa del via libera ${of(facts)}`,
  'rate-limited.detail': '{Service} limita la frequenza d’uso e ci ha chiesto di rallentare.',
  'rate-limited.advice': 'Proseguiremo appena possibile. Non serve fare nulla.',
  'network.title': 'Nessuna connessione con {service}',
  'network.detail': (facts) =>
    `Il collegamento non riesce. Può dipendere dalla connessione, da un’estensione del browser, da un programma di sicurezza o ${from(facts)}.`,
  'network.advice': `I tentativi continuano. ${OR_CONNECTION}`,
  'network.device.title': 'Al momento nessun collegamento riesce',
  'network.device.detail':
    'Diversi servizi sono irraggiungibili allo stesso tempo, quindi molto probabilmente dipende dalla connessione.',
  'network.device.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.title': 'Sembra che non ci sia connessione',
  'offline.detail': NO_NETWORK,
  'offline.advice': 'Proseguiremo quando la connessione tornerà.',
  'offline.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.when.retrying': 'Forse la connessione è tornata. Nuovo tentativo in corso…',
  'many.title': 'Diversi servizi non rispondono',
  'many.detail': 'Interessati: {list}. Di solito non dipende dal dispositivo.',
  'many.advice': WE_GO_ON,
  'paused.title': '{Service} non risponde al momento',
  'paused.detail': 'Diversi tentativi di seguito non sono riusciti, quindi lasciamo il tempo di riprendersi.',
  'paused.advice': 'Controlleremo di nuovo in automatico. Non serve fare nulla.',

  'playback.title': 'In attesa della prossima parte del video',
  'playback.detail': '{Service} non invia ancora la prossima parte. Di solito non dipende dal dispositivo.',
  'playback.advice': 'Proseguirà da solo quando arriverà altro.',
  'network.playback.detail': (facts) =>
    `La prossima parte non arriva. Può dipendere dalla connessione o ${from(facts)}.`,

  'slow-connection.advice': 'Il segnale sembra debole. I tentativi continuano.',
  'flapping.detail': '{Service} va e viene di continuo.',
  'long-outage.detail': 'La situazione dura da {duration}. Continuiamo a controllare in background.',
  'not-saved': 'Non è stato salvato nulla.',
  'work-kept': 'Ciò che è stato inserito è ancora qui.',
  affected: 'Interessati: {list}.',

  'when.waiting': 'Nuovo tentativo al più tardi {in}.',
  'when.waiting.soon': 'Nuovo tentativo tra pochi secondi.',
  // Fits a time as well as a day with a time.
  'when.waiting.clock': 'Prossimo tentativo: {time}.',
  'when.retrying': 'Nuovo tentativo in corso…',
  'when.paused': 'Nuovo controllo al più tardi {in}.',
  'when.paused.soon': 'Nuovo controllo tra pochi secondi.',
  'when.paused.clock': 'Prossimo controllo: {time}.',
  'when.failed': 'Si può riprovare a partire da: {time}.',
  waiting: {
    one: '1 operazione in attesa.',
    many: '{n} di operazioni in attesa.',
    other: '{n} operazioni in attesa.',
  },

  'recovered.title': '{Service} funziona di nuovo',
  'recovered.detail': 'Tutto ciò che era in attesa è terminato.',
  'recovered.partial': {
    one: '1 elemento non è stato caricato. Si può riprovare in qualsiasi momento.',
    many: 'Alcuni elementi non sono stati caricati. Si può riprovare in qualsiasi momento.',
    other: 'Alcuni elementi non sono stati caricati. Si può riprovare in qualsiasi momento.',
  },
  'recovered.partial.named': 'Caricamento non riuscito: {list}. Si può riprovare in qualsiasi momento.',
  'recovered.offline.title': 'Di nuovo online',
  'recovered.network.title': 'La connessione è tornata',
  'recovered.many.title': 'I servizi funzionano di nuovo',
  'recovered.playback.title': 'La riproduzione continua',
  'recovered.playback.detail': 'La prossima parte è arrivata.',

  'failed.title': 'Purtroppo {service} non risponde ancora',
  'failed.detail': {
    one: 'Abbiamo provato una volta, senza successo.',
    many: 'Abbiamo provato {n} di volte per {duration}, senza successo.',
    other: 'Abbiamo provato {n} volte per {duration}, senza successo.',
  },
  'failed.unsent.detail': (facts) => `Nulla è arrivato ${to(facts)}, perché non rispondeva.`,
  'failed.advice': 'Riprovare tra qualche minuto.',
  'failed.timeout.title': (facts) => `Purtroppo nessuna risposta ${from(facts)}`,
  'failed.network.title': 'Purtroppo la connessione con {service} non è riuscita',
  'failed.network.advice': `Riprovare tra un momento. ${OR_CONNECTION}`,
  'failed.offline.title': 'Purtroppo nessuna connessione con {service}',
  'failed.offline.unsent.detail':
    'Non abbiamo inviato nulla, perché il dispositivo segnalava che non c’era connessione.',
  'failed.offline.advice': 'Riprovare quando la connessione sarà tornata.',
  'failed.device.title': 'Purtroppo la connessione non è riuscita',
  'failed.device.detail': 'Per {duration} nessun collegamento è riuscito, quindi abbiamo smesso di provare.',
  'failed.server-error.title': 'Purtroppo {service} ha un problema',
  'failed.unavailable-until.title': 'Purtroppo {service} non è ancora disponibile',
  'failed.rate-limited.title': 'Purtroppo {service} richiede una pausa più lunga',
  'failed.rate-limited.write.title': 'Nulla è stato salvato: {service} ci ha chiesto di aspettare',
  'failed.rate-limited.write.named.title': 'Salvataggio non avvenuto: «{what}»',
  'failed.rate-limited.write.detail': '{Service} limita la frequenza d’uso, quindi non è stato salvato nulla.',
  'failed.playback.title': 'Purtroppo questo video ha smesso di caricarsi',
  'failed.playback.detail': 'La prossima parte non è arrivata.',
  'failed.playback.advice': 'Riprovare tra un momento.',

  'not-sent.title': 'Non inviato: nessuna connessione con {service}',
  'not-sent.named.title': 'Invio non avvenuto: «{what}», nessuna connessione',
  'not-sent.device.title': 'Nulla è stato inviato: non c’era connessione',
  'not-sent.detail': 'Il dispositivo segnalava che non c’era connessione, quindi non è stato inviato nulla.',
  'not-sent.network.detail': 'Il collegamento non è riuscito, quindi non è stato inviato nulla.',
  'not-sent.advice': 'Ripetere l’invio quando la connessione sarà tornata.',
  'not-sent.network.advice': `Ripetere l’invio tra un momento. ${OR_CONNECTION}`,

  'outcome-unknown.title': 'Non sappiamo se il salvataggio è avvenuto',
  'outcome-unknown.named.title': 'Non sappiamo se il salvataggio di «{what}» è avvenuto',
  'outcome-unknown.upstream.title': 'Non sappiamo se {service} ha salvato i dati',
  'outcome-unknown.detail': 'L’invio è partito, ma {service} non l’ha confermato. Può essere arrivato oppure no.',
  'outcome-unknown.advice': 'Controllare prima di ripetere l’invio.',
  'stopped.title': 'Tentativi di connessione con {service} interrotti',
  'stopped.detail': '{Service} potrebbe avere ancora difficoltà.',
  'stopped.device.title': 'Tentativi di connessione interrotti',
  'stopped.device.detail': 'Forse la connessione non è ancora tornata.',
  'stopped.advice': 'Si può riprovare in qualsiasi momento.',

  'not-found.title': 'Contenuto non trovato',
  'not-found.named.title': 'Non abbiamo trovato «{what}»',
  'not-found.detail':
    'Può essere stato spostato o rimosso, il link può essere vecchio, oppure può servire un altro account.',
  'not-found.advice': 'Controllare il link o cercare in un altro modo. È improbabile che riprovare aiuti.',
  'not-found.playback.title': 'Questo video non è disponibile',
  'gone.title': 'Questo contenuto non è più disponibile',
  'gone.named.title': 'Non è più disponibile: «{what}»',
  'gone.detail': 'È stato rimosso e non si prevede che torni.',
  'gone.advice': 'Cercare una versione più recente o tornare indietro.',
  'signed-out.title': 'Accedere per continuare',
  'signed-out.named.title': 'Accedere per continuare con «{what}»',
  'signed-out.detail': 'Per questo è necessario l’accesso. Un accesso può scadere da solo dopo un po’.',
  'signed-out.advice': 'Dopo l’accesso, riprovare.',
  'forbidden.title': 'Questo account non ha accesso',
  'forbidden.named.title': 'Nessun accesso a «{what}» con questo account',
  'forbidden.detail': '{Service} non lo ha consentito per l’account in uso.',
  'forbidden.advice': 'Provare con un altro account o chiedere a chi gestisce gli accessi.',
  'rejected.title': '{Service} non ha potuto accettare l’invio',
  'rejected.named.title': '{Service} non ha potuto accettare «{what}»',
  'rejected.detail': 'Qualcosa non era come {service} si aspetta.',
  'rejected.advice': 'È improbabile che riprovare senza modifiche aiuti.',

  'action.retry-now': 'Prova ora',
  'action.retry-now.busy': 'Tentativo in corso…',
  'action.cancel': 'Interrompi i tentativi',
  'action.dismiss.aria': (facts) => `Nascondi il messaggio ${about(facts)}`,
  'action.dismiss.device.aria': 'Nascondi il messaggio sulla connessione',
  'action.dismiss.many.aria': 'Nascondi il messaggio su diversi servizi',
  'action.copy': 'Copia i dettagli',
  'action.copied': 'Copiato',
  'action.details': 'Che cosa significa?',
  'support.code': 'Codice: {code}',
  'support.reference': 'Riferimento: {reference}',
  'region.label': 'Messaggi sulla connessione',
  'list.others': { one: '1 altro', many: '{n} di altri', other: 'altri {n}' },
  'list.services': { one: '1 servizio', many: '{n} di servizi', other: '{n} servizi' },

  'explain.heading.happened': 'Che cosa è successo',
  'explain.heading.side': 'Da che cosa dipende',
  'explain.heading.temporary': 'È passeggero?',
  'explain.heading.advice': 'Che cosa si può fare',
  'explain.side.service': (facts) => `Quasi sempre ${from(facts)}, non da chi usa la pagina né dal dispositivo.`,
  'explain.side.connection': 'Molto probabilmente dalla connessione tra il dispositivo e internet.',
  'explain.side.device': 'Dalla connessione tra il dispositivo e internet.',
  'explain.side.request': 'Da nessuno. {Service} funziona e ha risposto.',
  'explain.side.unknown': (facts) => `Da qui non si può dire. Può dipendere dalla connessione o ${from(facts)}.`,
  'explain.temporary.likely': 'Di solito sì, spesso in pochi minuti.',
  'explain.temporary.unknown': 'Da qui non si può dire.',
  'explain.temporary.no': 'Non da solo.',

  'explain.bad-gateway.happened':
    'La maggior parte dei servizi è fatta di più computer. Il primo ha ricevuto la nostra richiesta e l’ha passata avanti, ma non ha potuto usare ciò che è tornato dal successivo. Ciò che si cercava molto probabilmente c’è ancora.',
  'explain.bad-gateway.advice': (facts) => `Attendere qualche minuto. Se continua, segnalarlo ${to(facts)}.`,
  'explain.unavailable.happened':
    'Il collegamento è riuscito, e {service} ha risposto «non ora». C’è troppo da fare, oppure è stato chiuso apposta per un po’.',
  'explain.unavailable.temporary': 'Di solito sì. A volte ci viene indicato quando, e allora mostriamo l’ora.',
  'explain.unavailable.advice':
    'Attendere un po’, o fino all’ora indicata. Si può provare anche prima, ma forse sarà presto.',
  'explain.gateway-timeout.happened':
    'La maggior parte dei servizi è fatta di più computer. Il primo ha ricevuto la nostra richiesta e l’ha passata avanti, ma il successivo non ha risposto in tempo.',
  'explain.gateway-timeout.side': (facts) => `Quasi sempre ${from(facts)}. Qualcosa è lento, più spesso che guasto.`,
  'explain.gateway-timeout.advice': CHECK_FIRST,
  'explain.timeout.happened': 'Abbiamo chiesto, e la risposta ha tardato tanto che abbiamo smesso di aspettarla.',
  'explain.timeout.advice': CHECK_FIRST,
  'explain.server-error.happened':
    'Ciò che abbiamo chiesto è arrivato, e {service} ha avuto un problema mentre se ne occupava.',
  'explain.server-error.advice': (facts) => `Attendere un po’. Se non riesce mai, segnalarlo ${to(facts)}.`,
  'explain.rate-limited.happened': '{Service} ha ricevuto in poco tempo più di quanto consenta.',
  'explain.rate-limited.side': 'Da nessuno. {Service} si protegge da troppo lavoro in una volta.',
  'explain.rate-limited.advice': 'Attendere un po’, o fino all’ora indicata. Prima di allora potremmo non passare.',
  'explain.network.happened':
    'La connessione con {service} non è riuscita. I browser non dicono alle pagine perché, così che le pagine non scoprano nulla sulla rete.',
  'explain.network.device.happened':
    'La connessione con diversi servizi non è riuscita allo stesso tempo. I browser non dicono alle pagine perché, così che le pagine non scoprano nulla sulla rete.',
  'explain.network.advice':
    'Guardare se si aprono altri siti. Se no, dipende dalla connessione: una rete Wi-Fi pubblica può chiedere prima l’accesso. Se sì, provare senza estensioni del browser.',
  'explain.offline.happened': NO_NETWORK,
  'explain.offline.temporary': 'Sì, quando la connessione tornerà.',
  'explain.offline.advice': 'Guardare il Wi-Fi o il segnale mobile.',
  'explain.slow.happened': 'Abbiamo chiesto, e la risposta tarda. Finora nulla è andato storto.',
  'explain.slow.advice': 'Attendere, o nel frattempo fare altro.',
  'explain.many.happened': 'Diversi servizi di cui questa pagina ha bisogno non rispondono allo stesso tempo.',
  'explain.many.side': 'Molto probabilmente da qualcosa che questi servizi hanno in comune.',
  'explain.many.advice': 'Attendere qualche minuto.',
  'explain.not-found.happened': '{Service} funziona e ha risposto che a questo indirizzo non c’è nulla.',
  'explain.not-found.side': 'Molto probabilmente dal link: può essere vecchio o richiedere un altro account.',
  'explain.not-found.temporary': 'La risposta non lo dice. Di solito no.',
  'explain.not-found.advice': 'Controllare il link, cercare o cambiare account. Riprovare aiuta di rado.',
  'explain.gone.happened': '{Service} funziona e ha risposto che il contenuto è stato rimosso definitivamente.',
  'explain.gone.advice': 'Cercare una versione più recente.',
  'explain.signed-out.happened': '{Service} funziona e ha bisogno di sapere chi sta chiedendo.',
  'explain.signed-out.advice': 'Accedere, poi riprovare.',
  'explain.forbidden.happened': '{Service} funziona e non lo consente per l’account in uso.',
  'explain.forbidden.advice': 'Provare con un altro account o chiedere a chi gestisce gli accessi.',
  'explain.rejected.happened': '{Service} funziona e non ha potuto accettare ciò che è stato inviato.',
  'explain.rejected.advice': 'Modificare qualcosa, poi riprovare.',
  'explain.stopped.happened': 'Abbiamo smesso di provare, come richiesto.',
  'explain.stopped.advice': 'Si può riprovare in qualsiasi momento.',
};
