import type { Catalogue } from '../catalog.ts';
import type { PhraseFacts } from '../phrase.ts';

// Not reviewed by a native speaker yet.
// „Sie“, as services speak to strangers.

/** The noun bends, and the name follows it untouched: whatever the app calls its service, no article or number of the name meets a verb or a preposition. */
const bend =
  (bent: string, otherwise: string) =>
  ({ service }: PhraseFacts): string =>
    service.startsWith('der ') ? `${bent} ${service.slice(4)}` : `${otherwise}${service}`;

const theService = bend('den', '');
const toTell = bend('dem', '');
const from = bend('vom', 'von ');
const to = bend('zum', 'zu ');
const at = bend('beim', 'bei ');
const atStart = bend('Beim', 'Bei ');
const onAccountOf = bend('am', 'an ');

const NOT_YOUR_SIDE = 'Das liegt meist nicht an Ihrem Gerät oder Ihrer Verbindung.';
const WE_GO_ON = 'Wir versuchen es weiter. Sie müssen nichts tun.';
const OR_CONNECTION = 'Wenn sich auch andere Seiten nicht öffnen, liegt es an Ihrer Verbindung.';
const CHECK_FIRST =
  'Warten Sie ein paar Minuten. Wenn Sie gerade etwas abgeschickt haben, sehen Sie nach, ob es angekommen ist, bevor Sie es noch einmal abschicken.';
const KEEPS_COMING_AND_GOING = 'Die Verbindung bricht immer wieder ab und kommt zurück.';

/** Everything that notices can say, in German. */
export const de: Required<Catalogue> = {
  'service.name': 'der Dienst',
  'service.start': 'Der Dienst',
  'service.named': 'der Dienst „{what}“',
  'service.named.start': 'Der Dienst „{what}“',
  announcement: '{title}. {text}',

  'slow.title': '{Service} braucht länger als sonst',
  'slow.detail': '{Service} hat noch nicht geantwortet. Bisher ist nichts schiefgegangen.',
  'slow.advice': 'Wir warten noch auf die Antwort.',
  'slow.slow-connection.detail': 'Ihre Verbindung ist gerade anscheinend langsam.',
  'slow.slow-connection.advice': 'Es kann trotzdem noch klappen. Ein Ort mit besserem Empfang kann helfen.',
  'slow.many.title': 'Mehrere Dienste sind gerade langsam',
  'slow.many.detail': 'Sie haben noch nicht geantwortet. Bisher ist nichts schiefgegangen.',
  'slow.write.title': (facts) => `Wird noch an ${theService(facts)} geschickt`,
  'slow.write.named.title': 'Wir schicken „{what}“ noch ab',
  'slow.write.detail': '{Service} hat es noch nicht bestätigt. Bisher ist nichts schiefgegangen.',
  'slow.write.advice': 'Sie müssen nicht noch einmal drücken.',
  'slow.playback.title': 'Das Laden geht langsam',
  'slow.playback.detail': 'Das Video kommt langsamer an, als es abgespielt wird.',
  'slow.playback.advice':
    'Vielleicht hält es kurz an, um aufzuholen. In geringerer Qualität läuft es womöglich ohne Pause.',

  'bad-gateway.title': '{Service} antwortet nicht richtig',
  'bad-gateway.detail':
    'Wir sind durchgekommen, konnten aber mit der Antwort nichts anfangen. Das ist meist schnell vorbei und liegt meist nicht an Ihrem Gerät oder Ihrer Verbindung.',
  'bad-gateway.advice': WE_GO_ON,
  'unavailable.title': '{Service} ist gerade nicht verfügbar',
  'unavailable.detail': `Dort ist zu viel los, oder es ist für eine Weile geschlossen. ${NOT_YOUR_SIDE}`,
  'unavailable.advice': WE_GO_ON,
  'unavailable-until.title': '{Service} hat um eine Pause gebeten',
  'unavailable-until.detail': 'Gerade geht es dort nicht, und uns wurde gesagt, wann wir wiederkommen sollen.',
  'unavailable-until.advice': 'Sie können diese Seite offen lassen. Wir versuchen es dann wieder.',
  'gateway-timeout.title': '{Service} antwortet zu langsam',
  'gateway-timeout.detail': `Wir sind durchgekommen, aber dort wurde noch auf eines der eigenen Systeme gewartet. ${NOT_YOUR_SIDE}`,
  'gateway-timeout.advice': WE_GO_ON,
  'timeout.title': (facts) => `Noch keine Antwort ${from(facts)}`,
  'timeout.detail': (facts) =>
    `Wir haben gefragt und nichts gehört. Es kann an der Verbindung oder ${onAccountOf(facts)} liegen.`,
  'timeout.advice': 'Wir versuchen es weiter.',
  'server-error.title': (facts) => `${atStart(facts)} ist etwas schiefgegangen`,
  'server-error.detail': `Was wir wollten, ist dort nicht gelungen. ${NOT_YOUR_SIDE}`,
  'server-error.advice': 'Wir versuchen es weiter.',
  'rate-limited.title': (facts) => `Warten auf ${theService(facts)}`,
  'rate-limited.detail': '{Service} begrenzt, wie oft man fragen darf, und hat uns gebeten, langsamer zu machen.',
  'rate-limited.advice': 'Wir machen weiter, sobald wir dürfen. Sie müssen nichts tun.',
  'network.title': (facts) => `Keine Verbindung ${to(facts)}`,
  'network.detail': (facts) =>
    `Wir kommen nicht durch. Es kann an der Verbindung liegen, an einer Browser-Erweiterung, an Sicherheitssoftware oder ${onAccountOf(facts)} selbst.`,
  'network.advice': `Wir versuchen es weiter. ${OR_CONNECTION}`,
  'network.device.title': 'Wir erreichen gerade nichts',
  'network.device.detail':
    'Mehrere Dienste sind gleichzeitig nicht zu erreichen. Das liegt sehr wahrscheinlich an der Verbindung.',
  'network.device.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.title': 'Sie sind anscheinend offline',
  'offline.detail': 'Ihr Gerät meldet, dass es keine Verbindung zum Netz hat.',
  'offline.advice': 'Wir machen weiter, wenn die Verbindung wieder da ist.',
  'offline.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.when.retrying': 'Die Verbindung ist vielleicht wieder da. Wir versuchen es gerade …',
  'many.title': 'Mehrere Dienste antworten nicht',
  'many.detail': 'Betroffen: {list}. Das liegt meist nicht an Ihrem Gerät.',
  'many.advice': WE_GO_ON,
  'paused.title': '{Service} antwortet gerade nicht',
  'paused.detail': 'Mehrere Versuche nacheinander sind gescheitert. Darum lassen wir dort etwas Zeit zum Erholen.',
  'paused.advice': 'Wir sehen von selbst wieder nach. Sie müssen nichts tun.',

  'playback.title': 'Das Video wartet auf den nächsten Teil',
  'playback.detail': '{Service} schickt den nächsten Teil noch nicht. Das liegt meist nicht an Ihrem Gerät.',
  'playback.advice': 'Es geht von selbst weiter, sobald mehr ankommt.',
  'network.playback.detail': (facts) =>
    `Der nächste Teil kommt nicht an. Es kann an der Verbindung oder ${onAccountOf(facts)} liegen.`,

  'slow-connection.advice': 'Ihr Empfang ist anscheinend schwach. Wir versuchen es weiter.',
  'flapping.detail': '{Service} ist immer wieder weg und wieder da.',
  'long-outage.detail': 'Das dauert nun schon {duration}. Wir sehen im Hintergrund weiter nach.',
  'not-saved': 'Es wurde nichts gespeichert.',
  'work-kept': 'Was Sie eingegeben haben, ist noch da.',
  affected: 'Betroffen: {list}.',

  'when.waiting': 'Wir versuchen es spätestens {in} wieder.',
  'when.waiting.soon': 'Wir versuchen es in ein paar Sekunden wieder.',
  // Fits a time as well as a day with a time.
  'when.waiting.clock': 'Nächster Versuch: {time} Uhr.',
  'when.retrying': 'Wir versuchen es gerade …',
  'when.paused': 'Wir sehen spätestens {in} wieder nach.',
  'when.paused.soon': 'Wir sehen in ein paar Sekunden wieder nach.',
  'when.paused.clock': 'Wir sehen wieder nach: {time} Uhr.',
  'when.failed': 'Versuchen Sie es ab {time} Uhr wieder.',
  waiting: { one: '1 Vorgang wartet.', other: '{n} Vorgänge warten.' },

  'recovered.title': '{Service} funktioniert wieder',
  'recovered.detail': 'Alles, was gewartet hat, ist erledigt.',
  'recovered.partial': {
    one: 'Etwas, das Sie wollten, wurde nicht geladen. Versuchen Sie es noch einmal, wenn Sie so weit sind.',
    other: 'Einiges, was Sie wollten, wurde nicht geladen. Versuchen Sie es noch einmal, wenn Sie so weit sind.',
  },
  'recovered.partial.named': 'Nicht geladen: {list}. Versuchen Sie es noch einmal, wenn Sie so weit sind.',
  'recovered.offline.title': 'Sie sind wieder online',
  'recovered.network.title': 'Die Verbindung ist wieder da',
  'recovered.many.title': 'Die Dienste funktionieren wieder',
  'recovered.playback.title': 'Das Video läuft weiter',
  'recovered.playback.detail': 'Der nächste Teil ist da.',

  'failed.title': '{Service} antwortet leider nicht',
  'failed.detail': {
    one: 'Wir haben es einmal versucht, und es hat nicht geklappt.',
    other: 'Wir haben es {duration} lang {n}-mal versucht, und es hat nicht geklappt.',
  },
  'failed.unsent.detail': (facts) => `${atStart(facts)} ist nichts angekommen, weil dort nicht geantwortet wurde.`,
  'failed.advice': 'Versuchen Sie es in ein paar Minuten noch einmal.',
  'failed.timeout.title': (facts) => `Leider kam keine Antwort ${from(facts)}`,
  'failed.network.title': (facts) => `Leider gab es keine Verbindung ${to(facts)}`,
  'failed.network.advice': `Versuchen Sie es gleich noch einmal. ${OR_CONNECTION}`,
  'failed.offline.title': (facts) => `Leider keine Verbindung ${to(facts)}`,
  'failed.offline.unsent.detail': 'Wir haben nichts abgeschickt, weil Ihr Gerät keine Verbindung gemeldet hat.',
  'failed.offline.advice': 'Versuchen Sie es noch einmal, wenn Sie wieder online sind.',
  'failed.device.title': 'Leider gab es keine Verbindung',
  'failed.device.detail': '{duration} lang kam nichts durch. Dann haben wir aufgehört, es zu versuchen.',
  'failed.server-error.title': (facts) => `Leider klappt ${at(facts)} etwas nicht`,
  'failed.unavailable-until.title': '{Service} ist leider nicht verfügbar',
  'failed.rate-limited.title': '{Service} braucht eine längere Pause',
  'failed.rate-limited.write.title': '{Service} hat es nicht gespeichert',
  'failed.rate-limited.write.named.title': '„{what}“ konnten wir nicht speichern',
  'failed.rate-limited.write.detail': '{Service} begrenzt, wie oft man fragen darf. Darum wurde nichts gespeichert.',
  'failed.playback.title': 'Leider lädt dieses Video nicht weiter',
  'failed.playback.detail': 'Der nächste Teil ist nicht angekommen.',
  'failed.playback.advice': 'Versuchen Sie es gleich noch einmal.',

  'not-sent.title': (facts) => `Nicht gesendet: kein Kontakt ${to(facts)}`,
  'not-sent.named.title': 'Ohne Verbindung nicht abgeschickt: „{what}“',
  'not-sent.device.title': 'Nicht gesendet: Es gab keine Verbindung',
  'not-sent.detail': 'Ihr Gerät hat keine Verbindung gemeldet. Darum wurde nichts abgeschickt.',
  'not-sent.network.detail': 'Wir sind nicht durchgekommen. Darum wurde nichts abgeschickt.',
  'not-sent.advice': 'Schicken Sie es noch einmal ab, wenn Sie wieder online sind.',
  'not-sent.network.advice': `Schicken Sie es gleich noch einmal ab. ${OR_CONNECTION}`,

  'outcome-unknown.title': 'Wir wissen nicht, ob das gespeichert wurde',
  'outcome-unknown.named.title': 'Wir wissen nicht, ob wir „{what}“ speichern konnten',
  'outcome-unknown.upstream.title': 'Unklar, ob {service} es gespeichert hat',
  'outcome-unknown.detail':
    'Wir haben es abgeschickt, aber {service} hat es nicht bestätigt. Es kann angekommen sein oder auch nicht.',
  'outcome-unknown.advice': 'Sehen Sie nach, bevor Sie es noch einmal abschicken.',
  'stopped.title': (facts) => `Wir versuchen es ${at(facts)} nicht mehr`,
  'stopped.detail': (facts) => `${atStart(facts)} klemmt es vielleicht noch.`,
  'stopped.device.title': 'Wir versuchen nicht mehr, uns zu verbinden',
  'stopped.device.detail': 'Die Verbindung ist vielleicht noch weg.',
  'stopped.advice': 'Sie können es jederzeit noch einmal versuchen.',

  'not-found.title': 'Das haben wir nicht gefunden',
  'not-found.named.title': '„{what}“ haben wir nicht gefunden',
  'not-found.detail':
    'Vielleicht wurde es verschoben oder entfernt, der Link ist veraltet, oder es braucht ein anderes Konto.',
  'not-found.advice':
    'Prüfen Sie den Link, oder suchen Sie auf einem anderen Weg. Ein neuer Versuch hilft wahrscheinlich nicht.',
  'not-found.playback.title': 'Dieses Video ist nicht verfügbar',
  'gone.title': 'Das gibt es nicht mehr',
  'gone.named.title': '„{what}“ gibt es nicht mehr',
  'gone.detail': 'Es wurde entfernt und kommt voraussichtlich nicht zurück.',
  'gone.advice': 'Suchen Sie nach einer neueren Fassung, oder gehen Sie zurück.',
  'signed-out.title': 'Melden Sie sich an, um fortzufahren',
  'signed-out.named.title': 'Melden Sie sich an, um mit „{what}“ fortzufahren',
  'signed-out.detail': 'Dafür müssen Sie angemeldet sein. Eine Anmeldung kann nach einer Weile von selbst enden.',
  'signed-out.advice': 'Versuchen Sie es danach noch einmal.',
  'forbidden.title': 'Dieses Konto hat keinen Zugriff',
  'forbidden.named.title': 'Kein Zugriff auf „{what}“ mit diesem Konto',
  'forbidden.detail': '{Service} hat das für dieses Konto nicht erlaubt.',
  'forbidden.advice': 'Versuchen Sie ein anderes Konto, oder fragen Sie, wer den Zugriff verwaltet.',
  'rejected.title': '{Service} konnte das nicht annehmen',
  'rejected.named.title': '{Service} nahm „{what}“ nicht an',
  'rejected.detail': 'Etwas daran war anders, als dort erwartet wird.',
  'rejected.advice': 'Ein neuer Versuch ohne Änderung hilft wahrscheinlich nicht.',

  'action.retry-now': 'Jetzt versuchen',
  'action.retry-now.busy': 'Läuft …',
  'action.cancel': 'Nicht mehr versuchen',
  'action.dismiss.aria': (facts) => `Meldung ${to(facts)} ausblenden`,
  'action.dismiss.device.aria': 'Meldung zur Verbindung ausblenden',
  'action.dismiss.many.aria': 'Meldung zu mehreren Diensten ausblenden',
  'action.copy': 'Details kopieren',
  'action.copied': 'Kopiert',
  'action.details': 'Was bedeutet das?',
  'support.code': 'Code: {code}',
  'support.reference': 'Kennung: {reference}',
  'region.label': 'Meldungen zur Verbindung',
  'list.others': { one: '1 weiteres', other: '{n} weitere' },
  'list.services': { one: '1 Dienst', other: '{n} Dienste' },

  'explain.heading.happened': 'Was ist passiert?',
  'explain.heading.side': 'Woran liegt es?',
  'explain.heading.temporary': 'Geht es vorbei?',
  'explain.heading.advice': 'Was können Sie tun?',
  'explain.side.service': (facts) => `Fast immer ${onAccountOf(facts)}, nicht an Ihnen oder Ihrem Gerät.`,
  'explain.side.connection': 'Sehr wahrscheinlich an der Verbindung zwischen Ihrem Gerät und dem Internet.',
  'explain.side.device': 'An der Verbindung zwischen Ihrem Gerät und dem Internet.',
  'explain.side.request': 'An niemandem. {Service} funktioniert und hat geantwortet.',
  'explain.side.unknown': (facts) =>
    `Das lässt sich von hier aus nicht sagen. Es kann an der Verbindung oder ${onAccountOf(facts)} liegen.`,
  'explain.temporary.likely': 'Meistens ja, oft innerhalb von Minuten.',
  'explain.temporary.unknown': 'Das lässt sich von hier aus nicht sagen.',
  'explain.temporary.no': 'Nicht von selbst.',

  'explain.bad-gateway.happened':
    'Die meisten Dienste bestehen aus mehreren Computern. Der erste hat unsere Frage angenommen und weitergegeben, konnte aber mit dem, was vom nächsten zurückkam, nichts anfangen. Was Sie suchen, ist sehr wahrscheinlich noch da.',
  'explain.bad-gateway.advice': (facts) =>
    `Warten Sie ein paar Minuten. Wenn es anhält, sagen Sie ${toTell(facts)} Bescheid.`,
  'explain.unavailable.happened': (facts) =>
    `Wir haben ${theService(facts)} erreicht, und die Antwort war: „jetzt nicht“. Dort ist zu viel los, oder es ist absichtlich für eine Weile geschlossen.`,
  'explain.unavailable.temporary': 'Meistens ja. Manchmal erfahren wir, wann, und zeigen dann die Zeit an.',
  'explain.unavailable.advice':
    'Warten Sie eine Weile, oder bis zur angezeigten Zeit. Sie können es vorher versuchen, aber vielleicht ist es dann noch zu früh.',
  'explain.gateway-timeout.happened':
    'Die meisten Dienste bestehen aus mehreren Computern. Der erste hat unsere Frage angenommen und weitergegeben, aber der nächste hat nicht rechtzeitig geantwortet.',
  'explain.gateway-timeout.side': (facts) =>
    `Fast immer ${onAccountOf(facts)}. Dort ist etwas langsam, häufiger als kaputt.`,
  'explain.gateway-timeout.advice': CHECK_FIRST,
  'explain.timeout.happened':
    'Wir haben gefragt, und es kam so lange keine Antwort, dass wir aufgehört haben, darauf zu warten.',
  'explain.timeout.advice': CHECK_FIRST,
  'explain.server-error.happened': (facts) =>
    `Unsere Frage ist angekommen, und ${at(facts)} ist beim Bearbeiten etwas schiefgegangen.`,
  'explain.server-error.advice': (facts) =>
    `Warten Sie ein wenig. Wenn jedes Mal dasselbe scheitert, sagen Sie ${toTell(facts)} Bescheid.`,
  'explain.rate-limited.happened': '{Service} wurde in kurzer Zeit öfter gefragt als erlaubt.',
  'explain.rate-limited.side': 'An niemandem. {Service} schützt sich vor zu viel auf einmal.',
  'explain.rate-limited.advice':
    'Warten Sie eine Weile, oder bis zur angezeigten Zeit. Vorher werden wir vielleicht nicht durchgelassen.',
  'explain.network.happened': (facts) =>
    `Wir konnten ${theService(facts)} nicht erreichen. Browser sagen Seiten nicht, warum, damit Seiten nichts über Ihr Netz herausfinden.`,
  'explain.network.device.happened':
    'Wir konnten mehrere Dienste gleichzeitig nicht erreichen. Browser sagen Seiten nicht, warum, damit Seiten nichts über Ihr Netz herausfinden.',
  'explain.network.advice':
    'Sehen Sie nach, ob sich andere Seiten öffnen. Wenn nicht, liegt es an der Verbindung: In öffentlichen WLANs muss man sich manchmal erst anmelden. Wenn ja, versuchen Sie es ohne Browser-Erweiterungen.',
  'explain.offline.happened': 'Ihr Gerät meldet, dass es keine Verbindung zum Netz hat.',
  'explain.offline.temporary': 'Ja, wenn die Verbindung wieder da ist.',
  'explain.offline.advice': 'Prüfen Sie WLAN oder Mobilfunk.',
  'explain.slow.happened': 'Wir haben gefragt, und die Antwort lässt auf sich warten. Bisher ist nichts gescheitert.',
  'explain.slow.advice': 'Warten Sie, oder tun Sie inzwischen etwas anderes.',
  'explain.many.happened': 'Mehrere Dienste, die diese Seite braucht, antworten gleichzeitig nicht.',
  'explain.many.side': 'Sehr wahrscheinlich an etwas, das diese Dienste gemeinsam nutzen.',
  'explain.many.advice': 'Warten Sie ein paar Minuten.',
  'explain.not-found.happened': '{Service} funktioniert und hat geantwortet, dass es unter dieser Adresse nichts gibt.',
  'explain.not-found.side': 'Sehr wahrscheinlich am Link: Er ist vielleicht veraltet oder braucht ein anderes Konto.',
  'explain.not-found.temporary': 'Das sagt die Antwort nicht. Meistens nicht.',
  'explain.not-found.advice':
    'Prüfen Sie den Link, suchen Sie, oder wechseln Sie das Konto. Ein neuer Versuch hilft selten.',
  'explain.gone.happened': '{Service} funktioniert und hat geantwortet, dass dies endgültig entfernt wurde.',
  'explain.gone.advice': 'Suchen Sie nach einer neueren Fassung.',
  'explain.signed-out.happened': '{Service} funktioniert und möchte wissen, wer Sie sind.',
  'explain.signed-out.advice': 'Melden Sie sich an, und versuchen Sie es dann noch einmal.',
  'explain.forbidden.happened': '{Service} funktioniert und erlaubt das für dieses Konto nicht.',
  'explain.forbidden.advice': 'Versuchen Sie ein anderes Konto, oder fragen Sie, wer den Zugriff verwaltet.',
  'explain.rejected.happened': '{Service} funktioniert und konnte nicht annehmen, was abgeschickt wurde.',
  'explain.rejected.advice': 'Ändern Sie etwas daran, und versuchen Sie es dann noch einmal.',
  'explain.stopped.happened': 'Wir haben aufgehört, es zu versuchen, weil Sie das wollten.',
  'explain.stopped.advice': 'Versuchen Sie es jederzeit noch einmal.',
};
