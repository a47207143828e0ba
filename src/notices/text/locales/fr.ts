import type { Catalogue } from '../catalog.ts';
import type { PhraseFacts } from '../phrase.ts';

// Not reviewed by a native speaker yet.
// Addresses the person as “vous”; no word agrees with the person’s gender.

/** The noun bends, and the name follows it untouched: whatever the app calls its service, no article or number of the name meets a verb or a preposition. */
const bend =
  (bent: string, otherwise: string) =>
  ({ service }: PhraseFacts): string =>
    service.startsWith('le ') ? `${bent} ${service.slice(3)}` : `${otherwise}${service}`;

const of = bend('du', 'de ');
const to = bend('au', 'à ');

const NOT_YOUR_SIDE = 'En général, cela ne vient ni de votre appareil ni de votre connexion.';
const WE_GO_ON = 'Nous continuons d’essayer. Vous n’avez rien à faire.';
const OR_CONNECTION = 'Si d’autres sites ne s’ouvrent pas non plus, cela vient de la connexion.';
const CHECK_FIRST =
  'Attendez quelques minutes. Si vous étiez en train d’envoyer quelque chose, vérifiez que c’est arrivé avant de l’envoyer de nouveau.';
const KEEPS_COMING_AND_GOING = 'La connexion se coupe et revient sans cesse.';

/** Everything that notices can say, in French. */
export const fr: Required<Catalogue> = {
  'service.name': 'le service',
  'service.start': 'Le service',
  'service.named': 'le service « {what} »',
  'service.named.start': 'Le service « {what} »',
  announcement: '{title}. {text}',

  'slow.title': '{Service} met plus de temps que d’habitude',
  'slow.detail': '{Service} n’a pas encore répondu. Rien n’a échoué jusqu’ici.',
  'slow.advice': 'Nous attendons toujours la réponse.',
  'slow.slow-connection.detail': 'Votre connexion semble lente en ce moment.',
  'slow.slow-connection.advice': 'Cela peut encore aboutir. Un endroit mieux couvert peut aider.',
  'slow.many.title': 'Plusieurs services sont lents en ce moment',
  'slow.many.detail': 'Ils n’ont pas encore répondu. Rien n’a échoué jusqu’ici.',
  'slow.write.title': (facts) => `Envoi ${to(facts)} toujours en cours`,
  'slow.write.named.title': 'Nous envoyons encore « {what} »',
  'slow.write.detail': '{Service} n’a pas encore confirmé. Rien n’a échoué jusqu’ici.',
  'slow.write.advice': 'Inutile d’appuyer de nouveau.',
  'slow.playback.title': 'Le chargement est lent',
  'slow.playback.detail': 'La vidéo arrive moins vite qu’elle n’est lue.',
  'slow.playback.advice':
    'Elle peut s’arrêter un instant pour se charger. Une qualité plus basse peut éviter les arrêts.',

  'bad-gateway.title': '{Service} ne répond pas correctement',
  'bad-gateway.detail':
    'La connexion s’est faite, mais la réponse était inutilisable. En général, cela dure peu et ne vient ni de votre appareil ni de votre connexion.',
  'bad-gateway.advice': WE_GO_ON,
  'unavailable.title': '{Service} n’est pas disponible pour l’instant',
  'unavailable.detail': `Il y a trop de monde, ou c’est fermé pour un moment. ${NOT_YOUR_SIDE}`,
  'unavailable.advice': WE_GO_ON,
  'unavailable-until.title': '{Service} nous demande d’attendre',
  'unavailable-until.detail': 'Ce n’est pas disponible pour l’instant, et on nous a dit quand revenir.',
  'unavailable-until.advice': 'Vous pouvez laisser cette page ouverte. Nous réessayerons à ce moment-là.',
  'gateway-timeout.title': '{Service} met trop de temps à répondre',
  'gateway-timeout.detail': `La connexion s’est faite, mais {service} attendait encore l’un de ses propres systèmes. ${NOT_YOUR_SIDE}`,
  'gateway-timeout.advice': WE_GO_ON,
  'timeout.title': (facts) => `Pas encore de réponse ${of(facts)}`,
  'timeout.detail': (facts) =>
    `Nous avons demandé et rien n’est venu. Cela peut venir de la connexion ou ${of(facts)}.`,
  'timeout.advice': 'Nous continuons d’essayer.',
  'server-error.title': (facts) => `Un problème est survenu du côté ${of(facts)}`,
  'server-error.detail': `Ce que nous demandions n’a pas pu se faire. ${NOT_YOUR_SIDE}`,
  'server-error.advice': 'Nous continuons d’essayer.',
  'rate-limited.title': (facts) => `Nous attendons le feu vert ${of(facts)}`,
  'rate-limited.detail': '{Service} limite le nombre de demandes et nous demande de ralentir.',
  'rate-limited.advice': 'Nous reprendrons dès que ce sera permis. Vous n’avez rien à faire.',
  'network.title': (facts) => `Pas de connexion ${to(facts)}`,
  'network.detail': (facts) =>
    `Nous n’arrivons pas à passer. Cela peut venir de la connexion, d’une extension du navigateur, d’un logiciel de sécurité ou ${of(facts)}.`,
  'network.advice': `Nous continuons d’essayer. ${OR_CONNECTION}`,
  'network.device.title': 'Rien n’est joignable pour l’instant',
  'network.device.detail':
    'Plusieurs services sont injoignables en même temps. Cela vient très probablement de la connexion.',
  'network.device.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.title': 'Vous semblez être hors ligne',
  'offline.detail': 'Votre appareil indique qu’il n’a pas de connexion au réseau.',
  'offline.advice': 'Nous reprendrons quand la connexion sera revenue.',
  'offline.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.when.retrying': 'La connexion est peut-être revenue. Nouvel essai en cours…',
  'many.title': 'Plusieurs services ne répondent pas',
  'many.detail': 'Concernés : {list}. En général, cela ne vient pas de votre appareil.',
  'many.advice': WE_GO_ON,
  'paused.title': '{Service} ne répond pas pour l’instant',
  'paused.detail': 'Plusieurs essais de suite ont échoué. Nous lui laissons donc le temps de se rétablir.',
  'paused.advice': 'Nous vérifierons de nouveau sans rien vous demander. Vous n’avez rien à faire.',

  'playback.title': 'La suite de la vidéo se fait attendre',
  'playback.detail': '{Service} n’envoie pas encore la suite. En général, cela ne vient pas de votre appareil.',
  'playback.advice': 'La lecture reprendra seule dès que la suite arrivera.',
  'network.playback.detail': (facts) => `La suite n’arrive pas. Cela peut venir de la connexion ou ${of(facts)}.`,

  'slow-connection.advice': 'Le signal semble faible. Nous continuons d’essayer.',
  'flapping.detail': '{Service} disparaît et revient sans cesse.',
  'long-outage.detail': 'Cela dure depuis {duration}. Nous continuons de vérifier en arrière-plan.',
  'not-saved': 'Rien n’a été enregistré.',
  'work-kept': 'Ce que vous avez saisi est toujours là.',
  affected: 'Concernés : {list}.',

  'when.waiting': 'Nouvel essai au plus tard {in}.',
  'when.waiting.soon': 'Nouvel essai dans quelques secondes.',
  // Fits a time as well as a day with a time.
  'when.waiting.clock': 'Prochain essai : {time}.',
  'when.retrying': 'Nouvel essai en cours…',
  'when.paused': 'Nouvelle vérification au plus tard {in}.',
  'when.paused.soon': 'Nouvelle vérification dans quelques secondes.',
  'when.paused.clock': 'Prochaine vérification : {time}.',
  'when.failed': 'Vous pourrez réessayer à partir de : {time}.',
  waiting: {
    one: '{n} opération en attente.',
    many: '{n} d’opérations en attente.',
    other: '{n} opérations en attente.',
  },

  'recovered.title': '{Service} fonctionne de nouveau',
  'recovered.detail': 'Tout ce qui attendait est terminé.',
  'recovered.partial': {
    one: 'Une de vos demandes n’a pas abouti. Réessayez quand vous le souhaitez.',
    many: 'Certaines de vos demandes n’ont pas abouti. Réessayez quand vous le souhaitez.',
    other: 'Certaines de vos demandes n’ont pas abouti. Réessayez quand vous le souhaitez.',
  },
  'recovered.partial.named': 'Ceci n’a pas été chargé : {list}. Réessayez quand vous le souhaitez.',
  'recovered.offline.title': 'Vous êtes de nouveau en ligne',
  'recovered.network.title': 'La connexion est revenue',
  'recovered.many.title': 'Les services fonctionnent de nouveau',
  'recovered.playback.title': 'La lecture continue',
  'recovered.playback.detail': 'La suite est arrivée.',

  'failed.title': 'Désolé, {service} ne répond toujours pas',
  'failed.detail': {
    one: 'Nous avons essayé une fois, sans succès.',
    many: 'Nous avons essayé {n} de fois en {duration}, sans succès.',
    other: 'Nous avons essayé {n} fois en {duration}, sans succès.',
  },
  'failed.unsent.detail': (facts) => `Rien n’est arrivé ${to(facts)}, faute de réponse de sa part.`,
  'failed.advice': 'Réessayez dans quelques minutes.',
  'failed.timeout.title': (facts) => `Désolé, pas de réponse ${of(facts)}`,
  'failed.network.title': (facts) => `Désolé, la connexion ${to(facts)} n’a pas abouti`,
  'failed.network.advice': `Réessayez dans un instant. ${OR_CONNECTION}`,
  'failed.offline.title': (facts) => `Désolé, pas de connexion ${to(facts)}`,
  'failed.offline.unsent.detail': 'Nous n’avons rien envoyé, car votre appareil n’indiquait aucune connexion.',
  'failed.offline.advice': 'Réessayez quand vous serez de nouveau en ligne.',
  'failed.device.title': 'Désolé, la connexion n’a pas abouti',
  'failed.device.detail': 'Rien n’est passé pendant {duration}. Nous avons donc cessé d’essayer.',
  'failed.server-error.title': (facts) => `Désolé, un problème persiste du côté ${of(facts)}`,
  'failed.unavailable-until.title': 'Désolé, {service} n’est pas encore disponible',
  'failed.rate-limited.title': 'Désolé, {service} demande une pause plus longue',
  'failed.rate-limited.write.title': 'Rien n’a été enregistré : {service} demande une pause',
  'failed.rate-limited.write.named.title': 'Nous n’avons pas pu enregistrer « {what} »',
  'failed.rate-limited.write.detail': '{Service} limite le nombre de demandes. Rien n’a donc été enregistré.',
  'failed.playback.title': 'Désolé, cette vidéo ne se charge plus',
  'failed.playback.detail': 'La suite n’est pas arrivée.',
  'failed.playback.advice': 'Réessayez dans un instant.',

  'not-sent.title': (facts) => `Non envoyé : pas de connexion ${to(facts)}`,
  'not-sent.named.title': 'Sans connexion, impossible d’envoyer « {what} »',
  'not-sent.device.title': 'Rien n’a été envoyé : aucune connexion',
  'not-sent.detail': 'Votre appareil n’indiquait aucune connexion. Rien n’a donc été envoyé.',
  'not-sent.network.detail': 'Nous n’avons pas pu passer. Rien n’a donc été envoyé.',
  'not-sent.advice': 'Renvoyez-le quand vous serez de nouveau en ligne.',
  'not-sent.network.advice': `Renvoyez-le dans un instant. ${OR_CONNECTION}`,

  'outcome-unknown.title': 'Nous ne savons pas si c’est enregistré',
  'outcome-unknown.named.title': 'Nous ne savons pas si nous avons pu enregistrer « {what} »',
  'outcome-unknown.upstream.title': 'Nous ne savons pas si {service} l’a enregistré',
  'outcome-unknown.detail':
    'Nous l’avons envoyé, mais {service} n’a pas confirmé. Il est possible que ce soit passé, ou non.',
  'outcome-unknown.advice': 'Vérifiez avant de le renvoyer.',
  'stopped.title': 'Nous n’essayons plus de joindre {service}',
  'stopped.detail': '{Service} a peut-être encore des difficultés.',
  'stopped.device.title': 'Nous n’essayons plus de nous connecter',
  'stopped.device.detail': 'La connexion n’est peut-être pas encore revenue.',
  'stopped.advice': 'Vous pouvez réessayer quand vous le souhaitez.',

  'not-found.title': 'Nous n’avons pas trouvé ce contenu',
  'not-found.named.title': 'Nous n’avons pas trouvé « {what} »',
  'not-found.detail':
    'Il a peut-être été déplacé ou retiré, le lien est peut-être ancien, ou un autre compte est nécessaire.',
  'not-found.advice': 'Vérifiez le lien ou cherchez autrement. Réessayer n’y changera probablement rien.',
  'not-found.playback.title': 'Cette vidéo n’est pas disponible',
  'gone.title': 'Ce contenu n’est plus disponible',
  'gone.named.title': 'N’est plus disponible : « {what} »',
  'gone.detail': 'Ce contenu a été retiré et ne devrait pas revenir.',
  'gone.advice': 'Cherchez une version plus récente, ou revenez en arrière.',
  'signed-out.title': 'Connectez-vous pour continuer',
  'signed-out.named.title': 'Connectez-vous pour continuer avec « {what} »',
  'signed-out.detail':
    'Il faut s’identifier pour cela. Une session peut se terminer d’elle-même au bout d’un certain temps.',
  'signed-out.advice': 'Une fois la connexion à votre compte faite, réessayez.',
  'forbidden.title': 'Ce compte n’a pas accès à ce contenu',
  'forbidden.named.title': 'Pas d’accès à « {what} » avec ce compte',
  'forbidden.detail': '{Service} ne l’a pas permis pour le compte utilisé.',
  'forbidden.advice': 'Essayez avec un autre compte, ou demandez à la personne qui gère les accès.',
  'rejected.title': '{Service} n’a pas pu accepter cela',
  'rejected.named.title': '{Service} n’a pas pu accepter « {what} »',
  'rejected.detail': 'Quelque chose n’était pas comme {service} l’attend.',
  'rejected.advice': 'Réessayer sans rien changer n’y fera probablement rien.',

  'action.retry-now': 'Essayer maintenant',
  'action.retry-now.busy': 'Essai en cours…',
  'action.cancel': 'Ne plus essayer',
  'action.dismiss.aria': (facts) => `Masquer le message à propos ${of(facts)}`,
  'action.dismiss.device.aria': 'Masquer le message à propos de la connexion',
  'action.dismiss.many.aria': 'Masquer le message à propos de plusieurs services',
  'action.copy': 'Copier les détails',
  'action.copied': 'Copié',
  'action.details': 'Qu’est-ce que cela veut dire ?',
  'support.code': 'Code : {code}',
  'support.reference': 'Référence : {reference}',
  'region.label': 'Messages sur la connexion',
  'list.others': { one: '{n} autre', many: '{n} d’autres', other: '{n} autres' },
  'list.services': { one: '{n} service', many: '{n} de services', other: '{n} services' },

  'explain.heading.happened': 'Ce qui s’est passé',
  'explain.heading.side': 'D’où vient le problème',
  'explain.heading.temporary': 'Est-ce passager ?',
  'explain.heading.advice': 'Ce que vous pouvez faire',
  'explain.side.service': (facts) => `Presque toujours ${of(facts)}, pas de vous ni de votre appareil.`,
  'explain.side.connection': 'Très probablement de la connexion entre votre appareil et Internet.',
  'explain.side.device': 'De la connexion entre votre appareil et Internet.',
  'explain.side.request': 'De nulle part. {Service} fonctionne et a répondu.',
  'explain.side.unknown': (facts) => `Impossible de le dire d’ici. Cela peut venir de la connexion ou ${of(facts)}.`,
  'explain.temporary.likely': 'En général oui, souvent en quelques minutes.',
  'explain.temporary.unknown': 'Impossible de le dire d’ici.',
  'explain.temporary.no': 'Pas tout seul.',

  'explain.bad-gateway.happened':
    'La plupart des services sont faits de plusieurs ordinateurs. Le premier a reçu notre demande et l’a transmise, mais n’a pas pu utiliser ce que le suivant a renvoyé. Ce que vous cherchiez est très probablement toujours là.',
  'explain.bad-gateway.advice': (facts) => `Attendez quelques minutes. Si cela dure, signalez-le ${to(facts)}.`,
  'explain.unavailable.happened':
    'Nous avons joint {service}, et la réponse était « pas maintenant ». Il y a trop à faire, ou c’est fermé exprès pour un moment.',
  'explain.unavailable.temporary': 'En général oui. Parfois, on nous dit quand, et nous affichons alors l’heure.',
  'explain.unavailable.advice':
    'Attendez un moment, ou jusqu’à l’heure affichée. Vous pouvez essayer avant, mais ce sera peut-être trop tôt.',
  'explain.gateway-timeout.happened':
    'La plupart des services sont faits de plusieurs ordinateurs. Le premier a reçu notre demande et l’a transmise, mais le suivant n’a pas répondu à temps.',
  'explain.gateway-timeout.side': (facts) =>
    `Presque toujours ${of(facts)}. Quelque chose y est lent, plus souvent qu’en panne.`,
  'explain.gateway-timeout.advice': CHECK_FIRST,
  'explain.timeout.happened':
    'Nous avons demandé, et la réponse s’est fait attendre si longtemps que nous avons cessé de l’attendre.',
  'explain.timeout.advice': CHECK_FIRST,
  'explain.server-error.happened': (facts) =>
    `Notre demande est arrivée, et un problème est survenu pendant son traitement du côté ${of(facts)}.`,
  'explain.server-error.advice': (facts) => `Attendez un peu. Si cela échoue à chaque fois, signalez-le ${to(facts)}.`,
  'explain.rate-limited.happened': '{Service} a reçu en peu de temps plus de demandes que ce qui est permis.',
  'explain.rate-limited.side': 'De nulle part. {Service} se protège contre trop de demandes à la fois.',
  'explain.rate-limited.advice':
    'Attendez un moment, ou jusqu’à l’heure affichée. Avant cela, l’accès peut rester fermé.',
  'explain.network.happened':
    'Nous n’avons pas pu joindre {service}. Les navigateurs ne disent pas pourquoi aux pages, pour qu’elles n’apprennent rien de votre réseau.',
  'explain.network.device.happened':
    'Nous n’avons pas pu joindre plusieurs services en même temps. Les navigateurs ne disent pas pourquoi aux pages, pour qu’elles n’apprennent rien de votre réseau.',
  'explain.network.advice':
    'Regardez si d’autres sites s’ouvrent. Sinon, cela vient de la connexion : un Wi-Fi public demande parfois de s’identifier d’abord. Si oui, essayez sans extensions du navigateur.',
  'explain.offline.happened': 'Votre appareil indique qu’il n’a pas de connexion au réseau.',
  'explain.offline.temporary': 'Oui, quand la connexion sera revenue.',
  'explain.offline.advice': 'Vérifiez le Wi-Fi ou le signal mobile.',
  'explain.slow.happened': 'Nous avons demandé, et la réponse tarde. Rien n’a échoué jusqu’ici.',
  'explain.slow.advice': 'Attendez, ou faites autre chose entre-temps.',
  'explain.many.happened': 'Plusieurs services dont cette page a besoin ne répondent pas en même temps.',
  'explain.many.side': 'Très probablement de quelque chose que ces services ont en commun.',
  'explain.many.advice': 'Attendez quelques minutes.',
  'explain.not-found.happened': '{Service} fonctionne et a répondu qu’il n’y a rien à cette adresse.',
  'explain.not-found.side': 'Très probablement du lien : il est peut-être ancien, ou demande un autre compte.',
  'explain.not-found.temporary': 'La réponse ne le dit pas. En général, non.',
  'explain.not-found.advice': 'Vérifiez le lien, cherchez, ou changez de compte. Réessayer aide rarement.',
  'explain.gone.happened': '{Service} fonctionne et a répondu que ce contenu a été retiré définitivement.',
  'explain.gone.advice': 'Cherchez une version plus récente.',
  'explain.signed-out.happened': '{Service} fonctionne et souhaite savoir qui vous êtes.',
  'explain.signed-out.advice': 'Connectez-vous à votre compte, puis réessayez.',
  'explain.forbidden.happened': '{Service} fonctionne et ne le permet pas pour le compte utilisé.',
  'explain.forbidden.advice': 'Essayez avec un autre compte, ou demandez à la personne qui gère les accès.',
  'explain.rejected.happened': '{Service} fonctionne et n’a pas pu accepter ce qui a été envoyé.',
  'explain.rejected.advice': 'Changez quelque chose, puis réessayez.',
  'explain.stopped.happened': 'Nous avons cessé d’essayer, comme vous l’avez demandé.',
  'explain.stopped.advice': 'Réessayez quand vous le souhaitez.',
};
