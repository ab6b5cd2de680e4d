package dev.coffer.storage.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of the contract that no provider can break, since {@code dev.coffer.storage} keeps them in front of it: they are
 * tested there, and shown red by mutants of it.
 */
final class RulesOfTheLibrary {
    private static final String RULES = """
            ApplyOnceRules
              applyOnce_keyOlderThan24Hours_isInvalidInput
              applyOnce_keyOfTheFuture_isInvalidInput
              applyOnce_conflict_isRetried
              applyOnce_answerLostAfterTheCommit_isNotAppliedTwice
              applyOnce_answerLostBeforeTheCommit_isAppliedOnce
              applyOnce_insideATransaction_isIllegalState
            AuditChainRules
              list_cursorOfAnotherQuery_isRefused
              verify_headThatIsAnother_isFound
            AuditRules
              actor_thatIsNoName_isRefused
            BatchRules
              apply_oneItemTwice_isInvalidInputItemAndMakesNothing
              apply_nothing_isInvalidInputMutations
              apply_elementThatBreaksARule_namesItAndMakesNothing
              apply_moreBytesThanABatchMayHave_isInvalidInputMutations
              putAll_elementThatBreaksARule_namesItAndPutsNothing
            CapabilityRules
              capability_thatIsAbsent_isRefusedAsUnsupported
              capability_thatIsPresent_isNotRefused
              unsupportedPartInATransaction_isRefusedAndTheTransactionGoesOn
            ClosingRules
              ping_closedStorage_isIllegalState
              close_again_doesNothing
              close_manyAtOnce_allReturn
              keyValues_afterClose_areIllegalState
              users_afterClose_areIllegalState
              sessionsAndTokens_afterClose_areIllegalState
              transaction_afterClose_isIllegalState
              applyOnce_afterClose_isIllegalState
              close_letsARunningTransactionFinish
              close_afterItsTimeout_returnsThoughATransactionStillRuns
            ConfinedUserRules
              actingAs_throughAConfinedView_isIllegalState
            CounterRules
              increment_keepingTheLifetimeOfAnAbsentItem_livesForEver
            DeletionRules
              deleteByPrefix_empty_isInvalidInputPrefixAndDeletesNothing
            EmailRules
              email_surroundingWhiteSpace_isTakenAway
              email_inAnotherCase_isTheSame
              email_inAnotherNormalForm_isTheSame
              email_withoutOneAtBetweenSomething_isInvalidInputEmail
              email_withWhiteSpaceOrControlCharacter_isInvalidInputEmail
              email_anythingElse_isAccepted
              findByEmail_textThatIsNoAddress_isNobodys
            HealthRules
              health_closedStorage_isDown
              health_manyAtOnce_allHaveTheSameAnswer
            JsonRules
              numberThatIsNotFinite_isInvalidInputMetadata
              limitOfMetadata_maySetLower
              anyOtherType_isInvalidInputMetadata
              metadata_isCopiedIn
            KeyValueRules
              value_isCopiedInAndOut
            LifetimeRules
              ttl_thatIsNotPositiveOrEndsAfterTheYear9999_isInvalidInputTtl
            NullRules
              null_whereAUserIsAskedFor_isInvalidInput
              null_whereASessionIsAskedFor_isInvalidInput
              null_whereATokenIsAskedFor_isInvalidInput
              null_whereAnItemIsAskedFor_isInvalidInput
              null_whereWorkIsAskedFor_isInvalidInput
              null_whereAConfigurationIsAskedFor_isInvalidInput
            OpeningRules
              limits_areThoseOfTheConfiguration
            PageRules
              cursor_thatIsMalformed_isInvalidInputCursor
              cursor_ofAnotherQuery_isInvalidInputCursor
              cursor_isGoodOnAnotherHandle
            PasswordRules
              authenticate_passwordThatLooksTheSame_isEmpty
              password_of71To73Bytes_countsWithEachOfThem
              password_has1To1024BytesOfUtf8
              foreignHash_isVerifiedByTheFirst72Bytes
              passwordHash_ofAnotherForm_isInvalidInputPasswordHash
              setPassword_thatMayNotBeSet_isInvalidInputAndChangesNothing
            PoolOfOneRules
              storageInsideItsOwnTransaction_isIllegalStateAtOnce
            RefusedTextRules
              names_areRefusedByEveryOperation
              valueAsText_isRefused
              textsOfAUser_areRefused
              textsOfASession_areRefused
              textsOfAToken_areRefused
              idempotencyKey_isRefused
            RehashRules
              authenticate_weakHashOfALongPassword_isHashedAnewByWhatWasVerified
              authenticate_strongHash_isKept
              authenticate_wrongPassword_leavesTheWeakHash
              authenticate_lockedUser_leavesTheWeakHash
              rehash_thatFails_doesNotFailTheLogin
              authenticate_weakHashInATransaction_isLeftForAnotherTime
            ScanRules
              bound_over255CodePoints_isInvalidInput
            SearchIndexRules
              search_fieldThatIsLeftOut_isNotFound
            SearchRules
              search_caseAndAccents_makeNoDifference
              search_quotes_makeAPhrase
              search_keys_areNeverFound
              search_operatorsAndWildcards_meanNothing
              search_hits_areTheWholeAddressThenWholeWordsThenBeginnings
              search_whateverIsTyped_isNoError
              search_malformedOrForeignCursor_isInvalidInputCursor
              search_limitOutside1To1000_isInvalidInputLimit
            SecretRules
              toString_ofUsers_showsNoPasswordAndNoHash
              toString_ofSessions_showsNoToken
              toString_ofTokens_showsNoToken
              toString_ofItems_showsNoValue
              configuration_showsNoPasswordAndNoParameterOfItsUrl
            SerializableRules
              serializationConflict_runsTheWholeWorkAgain
              serializationConflict_afterFiveTries_passesThrough
              serializationConflict_atCommit_runsTheWholeWorkAgain
              serializationConflict_withoutTheOption_isNotRetried
              serializationConflict_ofASingleOperation_isRetriedByTheLibrary
              serializationConflict_ofAnOperationInATransaction_isNotRetriedThere
            SessionExpiryRules
              lifetime_thatIsNotPositiveOrEndsAfterTheYear9999_isInvalidInput
            SessionRevocationRules
              list_malformedOrForeignCursor_isInvalidInputCursor
              list_limitOutside1To1000_isInvalidInputLimit
            SessionRules
              token_is256RandomBitsInBase64Url
              token_over512Bytes_isInvalidInputToken
            TimeRules
              instant_beforeTheYear1OrAfter9999_isInvalidInput
              clock_outsideTheYears_isInvalidInputNow
            TokenRules
              issue_bare_lasts15MinutesAndHasNoPayload
              token_is256RandomBitsInBase64Url
              token_over512Bytes_isInvalidInputToken
              lifetime_thatIsNotPositiveOrEndsAfterTheYear9999_isInvalidInputLifetime
            TransactionErrorRules
              swallowedDuplicate_rollsBackWithItAsTheCause
              swallowedMissingReference_rollsBackWithItAsTheCause
              swallowedMissingReferenceOfAToken_rollsBack
              operationAfterAnError_isTransactionRolledBack
              firstOfSeveralErrors_isTheCause
              errorThatIsNotSwallowed_passesThroughItself
              ownExceptionAfterAnError_passesThrough
              exceptionOutOfAJoinedTransaction_rollsBackTheWholeEvenIfSwallowed
              storageAfterASwallowedError_worksAsBefore
            TransactionHandleRules
              handleAfterItsEnd_isIllegalState
              handleAfterARollback_isIllegalState
              handleOnAnotherThread_isIllegalStateAndTheTransactionGoesOn
              storageInsideItsOwnTransaction_isIllegalStateAtOnce
              usersOfTheStorageInsideItsOwnTransaction_areIllegalState
              storageAfterItsTransaction_isFreeAgain
              anotherStorageInsideATransaction_isUsedAsEver
            TransactionRules
              callInTransaction_returnsTheResult
              nestedTransaction_joinsTheOuterOne
              hostsMethod_takesAStorageOrATransaction
            UserBatchRules
              createAll_none_isNothing
              createAll_elementThatBreaksARule_namesItAndCreatesNone
              createAll_moreBytesThanABatchMayHave_isInvalidInputUsers
            UserChangeRules
            UserListRules
              list_none_isOneEmptyPage
              list_lastPageThatIsFull_hasNoCursor
              list_limitOutside1To1000_isInvalidInputLimit
              list_malformedCursor_isInvalidInputCursor
            UserRules
              create_withoutId_makesAUuidV7OfThePresentTime
              find_idAsText_isFoundInItsCanonicalFormOnly
              findOrCreate_knownAddress_findsTheUserUnchanged
            VersionRules
              version_thatNoItemCanHave_isInvalidInputVersion
            UserFilterRules
              filter_thatCannotBe_isInvalidInput
              cursor_ofAnotherFilter_isInvalidInput
            """;

    private RulesOfTheLibrary() {}

    /** As {@code Chapter.rule}. */
    static List<String> all() {
        List<String> rules = new ArrayList<>();
        String chapter = "";
        for (String line : RULES.lines().toList()) {
            if (line.startsWith(" ")) {
                rules.add(chapter + "." + line.strip());
            } else {
                chapter = line;
            }
        }
        return rules;
    }
}
